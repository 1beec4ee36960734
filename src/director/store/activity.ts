import { z } from 'zod'
import type { Database, Value } from './database.ts'

const activityRow = z
  .object({
    source: z.number(),
    id: z.number(),
    at: z.string(),
    by: z.string(),
    what: z.string(),
    checkpoint: z.string(),
    stream: z.string(),
    segment: z.string(),
    detail: z.string(),
  })
  .transform((row) => ({ ...row, place: `${row.at}~${row.source}~${row.id}` }))

/** Something that somebody did: a decision, a deployment or an event. `place` says where the next page begins. */
export type Activity = z.infer<typeof activityRow>

export type ActivityFilter = {
  stream?: string
  /** The name that a user logs in with. */
  person?: string
  /** Only what came before this place. */
  before?: string
}

/** Where people's acts stand; each has its time indexed, so that a page costs the same however long the record is. */
const SOURCES = [
  { table: 'decisions', columns: 'verdict AS what, checkpoint, segment, note AS detail' },
  { table: 'deployments', columns: "'deployed' AS what, '' AS checkpoint, '' AS segment, url AS detail" },
  { table: 'events', columns: "kind AS what, '' AS checkpoint, segment, detail" },
] as const

/**
 * What people did, newest first.
 *
 * @example activityIn(db, { stream: 'the-lighthouse' }, 50)[0]?.what // 'approved'
 */
export function activityIn(db: Database, filter: ActivityFilter, limit: number): Activity[] {
  const parts = SOURCES.map(({ table, columns }, source) => {
    const { where, values } = conditionsOf(filter, source, table)
    const sql = `SELECT * FROM (SELECT ${source} AS source, ${table}.id AS id, at, display_name AS by, stream, ${columns}
      FROM ${table} JOIN users ON users.id = user_id WHERE ${where} ORDER BY at DESC, ${table}.id DESC LIMIT ?)`
    return { sql, values: [...values, limit] }
  })
  const all = parts.map(({ sql }) => sql).join(' UNION ALL ')
  return db
    .all(
      `${all} ORDER BY at DESC, source DESC, id DESC LIMIT ?`,
      ...parts.flatMap(({ values }) => values),
      limit,
    )
    .map((row) => activityRow.parse(row))
}

function conditionsOf({ stream, person, before }: ActivityFilter, source: number, table: string) {
  const conditions: { sql: string; values: Value[] }[] = []
  if (stream !== undefined) conditions.push({ sql: 'stream = ?', values: [stream] })
  if (person !== undefined) conditions.push({ sql: 'users.name = ?', values: [person] })
  const from = placeOf(before)
  if (from !== undefined) {
    // Of one moment, later sources come first, and of one source later ids.
    const earlier = source === from.source ? [from.id] : []
    const same = source === from.source ? `${table}.id < ?` : String(Number(source < from.source))
    conditions.push({ sql: `(at < ? OR (at = ? AND ${same}))`, values: [from.at, from.at, ...earlier] })
  }
  return {
    where: ['1', ...conditions.map(({ sql }) => sql)].join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

/** Addresses are typed by people too: what is no place begins at the top. */
function placeOf(text: string | undefined): { at: string; source: number; id: number } | undefined {
  const match = /^(\d{4}-[\d:.TZ-]{1,30})~([012])~(\d{1,15})$/.exec(text ?? '')
  return match === null ? undefined : { at: match[1] ?? '', source: Number(match[2]), id: Number(match[3]) }
}
