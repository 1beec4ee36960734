import { z } from 'zod'
import type { Database } from './database.ts'

export type Checkpoint = 'story' | 'spec' | 'keyframe' | 'video'
/** `withdrawn` undoes the decision before it; `noted` decides nothing and only says something. */
export type Verdict = 'approved' | 'rejected' | 'withdrawn' | 'noted'

const decisionRow = z
  .object({
    id: z.number(),
    user_id: z.number(),
    stream: z.string(),
    segment: z.string(),
    checkpoint: z.enum(['story', 'spec', 'keyframe', 'video']),
    verdict: z.enum(['approved', 'rejected', 'withdrawn', 'noted']),
    note: z.string(),
    display_name: z.string(),
    at: z.string(),
    file_hash: z.string(),
    source_hash: z.string(),
  })
  .transform(({ display_name, user_id, file_hash, source_hash, ...row }) => ({
    ...row,
    userId: user_id,
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
> & {
  userId: number
  /** ISO 8601; default: now. What was decided in one act has one time, and is undone together. */
  at?: string
}

const SELECT = `SELECT decisions.id, user_id, stream, segment, checkpoint, verdict, note, display_name, at, file_hash, source_hash
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
    given.at ?? new Date().toISOString(),
    given.fileHash,
    given.sourceHash,
  )
}

/** The decisions about one stream, oldest first. */
export const decisionsOf = (db: Database, stream: string): Decision[] =>
  db.all(`${SELECT} WHERE stream = ? ORDER BY decisions.id`, stream).map((row) => decisionRow.parse(row))

/** The decisions about all streams that came after one, oldest first. */
export const decisionsAfter = (db: Database, id: number): Decision[] =>
  db.all(`${SELECT} WHERE decisions.id > ? ORDER BY decisions.id`, id).map((row) => decisionRow.parse(row))
