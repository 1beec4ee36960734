import { StoryMonitorError } from '../errors.ts'
import { refuse } from '../host/index.ts'
import { IdSet } from './id-set.ts'

/** What a run is made of: an id, or an object that has one. Ids are unique in a run. */
export type Segment = string | number | { readonly id: string | number }

/** Any list of segments, also one that is made while it is read. */
export type SegmentList<Item extends Segment> = Iterable<Item> | AsyncIterable<Item>

/**
 * What a function may tell about a finished segment. Known metrics: `validation_passed` and `repetition_flagged` (true or
 * false), `critical_violations` (a count), `arcs_resolved` and `arcs_total` (as of now). Others are averaged by name.
 */
export type SegmentResult = {
  metrics?: { readonly [name: string]: number | boolean }
  /** Content pools as of now, by name. */
  pools?: { readonly [name: string]: { remaining: number; total: number } }
}

/** Handed to the function with each attempt. */
export type SegmentContext = {
  id: string
  /** Place in the list, from 0. */
  index: number
  /** 1 for the first try. */
  attempt: number
  /** What went wrong in earlier attempts at this segment, oldest first: a prompt can quote it. */
  previousErrors: readonly Error[]
  /** Aborts at the time limit, when the run stops, and on a pause unless the function calls pausePoint(). */
  signal: AbortSignal
  /** Waits here while the run is paused. A function that calls it is not interrupted by a pause. */
  pausePoint(): Promise<void>
}

/**
 * One attempt at a segment, for people with a loop of their own. An attempt of which nothing is said until the next one is
 * asked for counts as completed, with a warning for the first of them; not where its signal has aborted by then.
 */
export type SegmentAttempt<Item = unknown> = SegmentContext & {
  segment: Item
  /** The segment is done. @param result its metrics and pools, where it has any */
  complete(result?: SegmentResult): void
  /** The attempt failed: it is made again, or the segment is given up. */
  fail(error: unknown): void
  /** The segment is left out on purpose. @param reason for people */
  skip(reason: string): void
}

/** Makes one segment. What it throws is a failed attempt. */
export type SegmentWork<Item> = (
  segment: Item,
  context: SegmentContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is as good as one that says undefined
) => Promise<SegmentResult | void> | SegmentResult | void

/** A place in the list with its checked id. */
export type Place<Item> = { segment: Item; id: string; index: number }

const LONGEST_ID = 500

/** The id of a segment as text. @throws StoryMonitorError INVALID_ARGUMENT naming its place in the list */
export function idOf(segment: unknown, index: number): string {
  const raw = typeof segment === 'object' && segment !== null && 'id' in segment ? segment.id : segment
  const id = typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : raw
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID) {
    throw refuse(
      `segments[${index}]`,
      `an id (1 to ${LONGEST_ID} letters, or a number) or an object with one`,
      raw,
    )
  }
  return id
}

export const duplicateId = (id: string, index: number): StoryMonitorError =>
  new StoryMonitorError(
    'INVALID_ARGUMENT',
    `Segment ${index} has the id ${JSON.stringify(id)}, which an earlier one has too. Give each segment an id of its own.`,
  )

/**
 * The ids of a list that is known in full: an array or a Set. Any other may be made while it is read, so it isn't read here.
 *
 * @throws StoryMonitorError INVALID_ARGUMENT for an id that is no id or comes twice, before the first segment is made
 */
export function listedIds(list: unknown): IdSet | undefined {
  if (!Array.isArray(list) && !(list instanceof Set)) return undefined
  const ids = new IdSet()
  for (const segment of list) {
    const index = ids.size
    const id = idOf(segment, index)
    if (!ids.add(id)) throw duplicateId(id, index)
  }
  return ids
}
