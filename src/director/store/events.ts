import { z } from 'zod'
import type { Database } from './database.ts'

/**
 * What somebody did besides deciding and deploying. Events are only ever added.
 *
 * `generated` and `edited` name the segment; `changed` stands for a change that has no kind of its own. What is done to a
 * user on the command line stands under that user's name: nobody has logged in there.
 */
export type EventKind =
  | 'logged in'
  | 'logged out'
  | 'changed the password'
  | 'was added'
  | 'was disabled'
  | 'was enabled'
  | 'was given a new password'
  | 'created'
  | 'archived'
  | 'unarchived'
  | 'edited'
  | 'generated'
  | 'canceled'
  | 'could not deploy'
  | 'restored'
  | 'changed'

export type NewEvent = { userId: number; kind: EventKind; stream?: string; segment?: string; detail?: string }

const MAX_DETAIL = 500

export function addEvent(
  db: Database,
  { userId, kind, stream = '', segment = '', detail = '' }: NewEvent,
): void {
  db.run(
    'INSERT INTO events (at, user_id, kind, stream, segment, detail) VALUES (?, ?, ?, ?, ?, ?)',
    new Date().toISOString(),
    userId,
    kind,
    stream,
    segment,
    detail.slice(0, MAX_DETAIL),
  )
}

const nameRow = z.object({ stream: z.string() })

/** Streams that were put away: their last word about it is `archived`. Nothing is moved or deleted. */
export const archivedStreams = (db: Database): ReadonlySet<string> =>
  new Set(
    db
      .all(
        `SELECT stream FROM events WHERE kind = 'archived' AND id IN
           (SELECT max(id) FROM events WHERE kind IN ('archived', 'unarchived') GROUP BY stream)`,
      )
      .map((row) => nameRow.parse(row).stream),
  )

const generatedRow = z.object({
  stream: z.string(),
  segment: z.string(),
  kind: z.string(),
  times: z.number(),
})

/** How often each file was asked for. */
export type Generated = z.infer<typeof generatedRow>

export const generatedCounts = (db: Database): Generated[] =>
  db
    .all(
      `SELECT stream, segment, detail AS kind, count(*) AS times FROM events WHERE kind = 'generated'
       GROUP BY stream, segment, detail`,
    )
    .map((row) => generatedRow.parse(row))
