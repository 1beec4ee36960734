import type { LiveStatusView } from '../contract/index.ts'
import type { SegmentRecord } from './segment-log.ts'

/** A failed attempt, or a segment that killed its process. */
export type Fault = { segment: string; message: string; at: string }

/** What went wrong in a segment until it was finished, oldest first: tried again, then perhaps given up. */
export function faultsOf({
  id,
  started_at: at,
  attempt_errors: earlier = [],
  error,
}: SegmentRecord): Fault[] {
  const messages = error === undefined ? earlier : [...earlier, error]
  return messages.map((message) => ({ segment: id, message, at }))
}

/** The latest errors of segments that the process before this one had in hand: no line tells of them. Oldest first. */
export function faultsInHand(
  previous: LiveStatusView | undefined,
  waits: (segment: string) => boolean,
): Fault[] {
  return (previous?.lastErrors ?? [])
    .filter(({ segment }) => waits(segment))
    .map(({ segment, message, atMs }) => ({ segment, message, at: new Date(atMs ?? 0).toISOString() }))
    .reverse()
}
