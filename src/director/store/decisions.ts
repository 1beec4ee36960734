import { z } from 'zod'
import type { Database } from './database.ts'

export type Checkpoint = 'story' | 'spec' | 'keyframe' | 'video'
export type Verdict = 'approved' | 'rejected' | 'withdrawn'

const decisionRow = z
  .object({
    id: z.number(),
    stream: z.string(),
    segment: z.string(),
    checkpoint: z.enum(['story', 'spec', 'keyframe', 'video']),
    verdict: z.enum(['approved', 'rejected', 'withdrawn']),
    note: z.string(),
    display_name: z.string(),
    at: z.string(),
    file_hash: z.string(),
    source_hash: z.string(),
  })
  .transform(({ display_name, file_hash, source_hash, ...row }) => ({
    ...row,
    by: display_name,
    fileHash: file_hash,
    sourceHash: source_hash,
  }))

/**
 * What somebody decided, and about what: `fileHash` is the content that they saw, `sourceHash` what it was made from
 * (the prompts). Decisions are only ever added; the last one about a thing counts.
 */
export type Decision = z.infer<typeof decisionRow>

export type NewDecision = Pick<
  Decision,
  'stream' | 'segment' | 'checkpoint' | 'verdict' | 'note' | 'fileHash' | 'sourceHash'
> & { userId: number }

const SELECT = `SELECT decisions.id, stream, segment, checkpoint, verdict, note, display_name, at, file_hash, source_hash
  FROM decisions JOIN users ON users.id = user_id`

export function addDecision(db: Database, given: NewDecision): void {
  db.run(
    `INSERT INTO decisions (stream, segment, checkpoint, verdict, note, user_id, at, file_hash, source_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    given.stream,
    given.segment,
    given.checkpoint,
    given.verdict,
    given.note,
    given.userId,
    new Date().toISOString(),
    given.fileHash,
    given.sourceHash,
  )
}

/** The decisions about one stream, oldest first. */
export const decisionsOf = (db: Database, stream: string): Decision[] =>
  db.all(`${SELECT} WHERE stream = ? ORDER BY decisions.id`, stream).map((row) => decisionRow.parse(row))

/** The decision that counts about each thing of each stream. */
export const lastDecisions = (db: Database): Decision[] =>
  db
    .all(
      `${SELECT} WHERE decisions.id IN (SELECT max(id) FROM decisions GROUP BY stream, segment, checkpoint)
       ORDER BY decisions.id`,
    )
    .map((row) => decisionRow.parse(row))

const originRow = z.object({ source_hash: z.string() })

/** What a file was made from: remembered when it is first seen, because later prompts don't tell any more. */
export function originOf(
  db: Database,
  thing: { stream: string; segment: string; checkpoint: Checkpoint; fileHash: string },
  sourceHash: string,
): string {
  const key = [thing.stream, thing.segment, thing.checkpoint, thing.fileHash]
  const sql =
    'SELECT source_hash FROM origins WHERE stream = ? AND segment = ? AND checkpoint = ? AND file_hash = ?'
  // Most are known: a look doesn't need to wait for the disk.
  const row = db.get(sql, ...key)
  if (row !== undefined) return originRow.parse(row).source_hash
  db.run('INSERT INTO origins VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', ...key, sourceHash)
  return originRow.parse(db.get(sql, ...key)).source_hash
}

/** A file that was made just now: what it was made from is known. */
export function setOrigin(
  db: Database,
  thing: { stream: string; segment: string; checkpoint: Checkpoint; fileHash: string },
  sourceHash: string,
): void {
  const { stream, segment, checkpoint, fileHash } = thing
  db.run(
    'INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?)',
    stream,
    segment,
    checkpoint,
    fileHash,
    sourceHash,
  )
}

const hashRow = z.object({ hash: z.string() })

/** A file's hash from the last time that it was read, while its stamp is the same. */
export function keptHash(db: Database, path: string, stamp: string, read: () => string | undefined): string {
  const row = db.get('SELECT hash FROM file_hashes WHERE path = ? AND stamp = ?', path, stamp)
  if (row !== undefined) return hashRow.parse(row).hash
  const hash = read() ?? ''
  db.run('INSERT OR REPLACE INTO file_hashes VALUES (?, ?, ?)', path, stamp, hash)
  return hash
}
