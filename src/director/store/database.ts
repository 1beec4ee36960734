import { chmodSync, closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { isFolder, systemCode, systemReason } from '../../files/index.ts'
import { MIGRATIONS } from './migrations.ts'

export type Value = string | number

/** The little of SQLite that the store needs; rows come as they are and are checked by who reads them. */
export type Database = {
  run(sql: string, ...values: Value[]): { changes: number; lastId: number }
  get(sql: string, ...values: Value[]): unknown
  all(sql: string, ...values: Value[]): unknown[]
  /** All of it or nothing; writers wait for each other. */
  transaction<Result>(work: () => Result): Result
  close(): void
}

type Statement = {
  run(...values: Value[]): { changes: number; lastInsertRowid: number | bigint }
  get(...values: Value[]): unknown
  all(...values: Value[]): unknown[]
}

const BUSY_MS = 10_000
const RELAXED_PAGES = 8000

/** `isRelaxed`: a commit doesn't wait for the disk. A killed process loses nothing; a power cut may take the last moments. */
type Options = { isRelaxed?: boolean }

/**
 * Opens the database, making it and bringing its tables up to date where needed.
 *
 * @throws StoryMonitorError MISSING_DEPENDENCY without libsql, NOT_A_FOLDER when there is no folder for it, NOT_FOUND when
 * the file can't be opened, MALFORMED when a newer version made it
 * @example const database = await openDatabase('./director.db')
 */
export async function openDatabase(path: string, { isRelaxed = false }: Options = {}): Promise<Database> {
  const { default: Libsql } = await loadLibsql()
  const folder = dirname(path)
  if (!isFolder(folder)) {
    const message = `There is no folder ${folder} for the database. Make it: mkdir -p ${folder}`
    throw new StoryMonitorError('NOT_A_FOLDER', message)
  }
  const db = await opened(() => {
    makeClosed(path)
    return new Libsql(path, { timeout: BUSY_MS })
  }, path)
  const statements = new Map<string, Statement>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? db.prepare<Value[]>(sql)
    statements.set(sql, statement)
    return statement
  }
  const database: Database = {
    run(sql, ...values) {
      const { changes, lastInsertRowid } = written(path, () => prepared(sql).run(...values))
      return { changes, lastId: Number(lastInsertRowid) }
    },
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    transaction<Result>(work: () => Result): Result {
      prepared('BEGIN IMMEDIATE').run()
      try {
        const result = work()
        written(path, () => prepared('COMMIT').run())
        return result
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
    close: () => void db.close(),
  }
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
    db.exec('PRAGMA journal_mode = WAL')
    db.exec(`PRAGMA synchronous = ${isRelaxed ? 'NORMAL' : 'FULL'}`)
    // The queue writes the same few pages again and again: put together, they are copied into the database less often.
    if (isRelaxed) db.exec(`PRAGMA wal_autocheckpoint = ${RELAXED_PAGES}`)
    db.exec('PRAGMA foreign_keys = ON')
    migrate(database, (sql) => void db.exec(sql), path)
    closeToOthers(path)
    return database
  } catch (error) {
    database.close()
    if (error instanceof StoryMonitorError) throw error
    throw unusable(path, error)
  }
}

/** Password and session hashes are nobody else's business: SQLite would make the file as open as the umask lets it. */
const OWN = 0o600

function makeClosed(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWN))
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

/** The files beside it hold the same; new ones take their mode from the database, those of a killed server have theirs. */
function closeToOthers(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, OWN)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
    }
  }
}

/** A full or broken disk is told as one; what was to be written is not there then, and nothing else is lost. */
function written<Result>(path: string, write: () => Result): Result {
  try {
    return write()
  } catch (cause) {
    const code = systemCode(cause) ?? ''
    if (!/^SQLITE_(FULL|IOERR)/.test(code)) throw cause
    const what = code === 'SQLITE_FULL' ? 'the disk is full' : 'the disk refused it'
    throw new StoryMonitorError(
      'WRITE_FAILED',
      `Nothing was saved in ${path}: ${what}. Make room and try again.`,
      {
        cause,
      },
    )
  }
}

async function loadLibsql() {
  try {
    return await import('libsql')
  } catch (cause) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemCode(cause) ?? '')) throw cause
    const message =
      'The review dashboard keeps its decisions in SQLite: run "npm install libsql@0.5" and try again.'
    throw new StoryMonitorError('MISSING_DEPENDENCY', message, { cause })
  }
}

async function opened<Opened>(open: () => Opened, path: string): Promise<Opened> {
  try {
    return open()
  } catch (error) {
    throw unusable(path, error)
  }
}

const unusable = (path: string, cause: unknown) =>
  new StoryMonitorError(
    'NOT_FOUND',
    `The database ${path} can't be used: ${systemReason(cause)}. Give another one in DIRECTOR_DB_PATH or with --db.`,
    { cause },
  )

/** Two servers may start at once: each step runs in the transaction that looked at the version. */
function migrate(database: Database, exec: (sql: string) => void, path: string): void {
  database.transaction(() => {
    const version = versionOf(database.get('PRAGMA user_version'))
    if (version > MIGRATIONS.length) {
      const message = `The database ${path} was made by a newer story-monitor. Update it: npm install story-monitor@latest`
      throw new StoryMonitorError('MALFORMED', message)
    }
    if (version === MIGRATIONS.length) return
    for (const step of MIGRATIONS.slice(version)) exec(step)
    exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  })
}

const versionOf = (row: unknown): number =>
  typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0
