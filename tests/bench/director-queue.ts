import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { sqliteQueue } from '../../src/director/queue/index.ts'
import { insertUser, openDatabase } from '../../src/director/store/index.ts'
import { type Bench, median, type Row } from './row.ts'

const LIMIT = 5000

/** Tasks through the queue inside the process: asked for, claimed, finished, one after the other; and libsql by itself. */
export const bench: Bench = {
  name: 'director-queue',
  async run({ quick }): Promise<Row[]> {
    const count = quick ? 2000 : 10_000
    const ours: number[] = []
    const bare: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      ours.push(await inFolder((folder) => throughQueue(join(folder, 'director.db'), count)))
      bare.push(await inFolder((folder) => throughLibsql(join(folder, 'bare.db'), count)))
    }
    const [measured, peer] = [median(ours), median(bare)]
    return [
      {
        figure: 'tasks through the queue in SQLite',
        bar: `≥ ${LIMIT} a second`,
        measured: `${measured.toFixed(0)} a second; the three statements in libsql alone ${peer.toFixed(0)}`,
        met: measured >= LIMIT,
      },
    ]
  },
}

async function inFolder(measure: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
  try {
    return await measure(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function throughQueue(path: string, count: number): Promise<number> {
  const db = await openDatabase(path, { isRelaxed: true })
  insertUser(db, { name: 'bench', displayName: 'Bench', role: 'director', passwordHash: '' })
  const queue = sqliteQueue(db)
  const made = { kind: 'file', fileHash: 'hash', sourceHash: 'source' } as const
  const begun = performance.now()
  for (let index = 0; index < count; index += 1) {
    await queue.enqueue([{ stream: 'stream', segment: String(index), kind: 'keyframe' }], 1)
  }
  for (let index = 0; index < count; index += 1) {
    const job = await queue.claim('keyframe')
    if (job === undefined || !(await queue.finish(job, made, ''))) throw new Error('a task was lost')
  }
  const seconds = (performance.now() - begun) / 1000
  db.close()
  return count / seconds
}

async function throughLibsql(path: string, count: number): Promise<number> {
  const db = new Libsql(path)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = NORMAL')
  db.exec('CREATE TABLE tasks (id INTEGER PRIMARY KEY, segment TEXT NOT NULL, status TEXT NOT NULL)')
  db.exec("CREATE INDEX queued ON tasks (id) WHERE status = 'queued'")
  const add = db.prepare("INSERT INTO tasks (segment, status) VALUES (?, 'queued')")
  const claim = db.prepare(
    `UPDATE tasks SET status = 'running' WHERE id = (SELECT id FROM tasks WHERE status = 'queued' ORDER BY id LIMIT 1)
     RETURNING id`,
  )
  const finish = db.prepare("UPDATE tasks SET status = 'done' WHERE id = ?")
  const begun = performance.now()
  for (let index = 0; index < count; index += 1) add.run(String(index))
  for (let index = 1; index <= count; index += 1) {
    claim.get()
    finish.run(index)
  }
  const seconds = (performance.now() - begun) / 1000
  db.close()
  return count / seconds
}
