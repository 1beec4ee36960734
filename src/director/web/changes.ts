import { join } from 'node:path'
import { z } from 'zod'
import { stampOf } from '../../files/index.ts'
import type { Database } from '../store/index.ts'
import { DEPLOYMENT_FILE, FOLDERS, INPUT_FILE, PRODUCTION_FILE, stampText } from '../streams/index.ts'

/** What can change on a page, each with a text that is another one after a change: `keyframe/1`, `spec`, `videos`. */
export type State = ReadonlyMap<string, string>

const thingRow = z.object({ kind: z.string(), segment: z.string(), state: z.string() })

/** What stands in the files of a stream; a thing may stand in more than one. */
const PLACES: readonly (readonly [string, string])[] = [
  ['story', INPUT_FILE],
  ['spec', PRODUCTION_FILE],
  ['deploy', DEPLOYMENT_FILE],
  ['keyframes', FOLDERS.keyframe],
  ['videos', FOLDERS.video],
]

/** The decisions, the tasks and the files of one stream. */
export function stateOfStream(db: Database, root: string, stream: string): State {
  const rows = [
    ...db.all(
      `SELECT checkpoint AS kind, segment, 'decision ' || max(id) AS state FROM decisions WHERE stream = ?
       GROUP BY checkpoint, segment`,
      stream,
    ),
    ...db.all(
      `SELECT kind, segment, id || status || progress || length(message) AS state FROM
         (SELECT * FROM tasks WHERE stream = ? ORDER BY id DESC LIMIT 500) ORDER BY id`,
      stream,
    ),
  ]
  const state = new Map<string, string>()
  const add = (thing: string, text: string) => state.set(thing, `${state.get(thing) ?? ''}${text} `)
  for (const found of rows) {
    const { kind, segment, state: text } = thingRow.parse(found)
    add(segment === '' ? kind : `${kind}/${segment}`, text)
  }
  for (const [thing, path] of PLACES) {
    const stamp = stampOf(join(root, stream, path))
    add(thing, stamp === undefined ? 'none' : stampText(stamp))
  }
  return state
}

const listRow = z.object({ state: z.string() })

/** What the list of streams shows: which there are, what was decided, what is under way and what is online. */
export function stateOfList(db: Database, root: string): State {
  const { state } = listRow.parse(
    db.get(
      `SELECT coalesce((SELECT max(id) FROM decisions), 0) || ' ' || coalesce((SELECT max(id) FROM deployments), 0) || ' ' ||
         coalesce((SELECT max(id) FROM events), 0) || ' ' ||
         (SELECT count(*) || ' ' || coalesce(max(id), 0) FROM tasks WHERE status IN ('queued', 'running')) AS state`,
    ),
  )
  const stamp = stampOf(root)
  return new Map([['list', `${state} ${stamp === undefined ? '' : stampText(stamp)}`]])
}

/** Which things are other ones now. */
export const changedSince = (before: State, now: State): string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter((thing) => before.get(thing) !== now.get(thing))
