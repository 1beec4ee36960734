import { randomBytes } from 'node:crypto'
import type { LiveStatusView } from '../contract/index.ts'
import type { Warnings } from '../host/index.ts'
import { isLive, readStatus } from './claim.ts'
import type { FinishedSegments } from './finished-segments.ts'

/** What the status file of the process before this one says; one that can't be read is told and counts as none. */
export function readPredecessor(folder: string, warnings: Warnings): LiveStatusView | undefined {
  try {
    return readStatus(folder)
  } catch (error) {
    warnings.begin('PREVIOUS', error)
    return undefined
  }
}

/**
 * The segment in which the process before this one died, with how often that happened. Where the file names none, or one
 * that is finished, it died before it could name the next: that is the first one to begin now, because the order is the
 * same.
 */
type Crash = { id: string | undefined; count: number }

/** Only a process that was running when it went counts: one that waited in a pause was ended on purpose. */
function crashOf(previous: LiveStatusView | undefined, finished: FinishedSegments): Crash | undefined {
  if (previous?.status !== 'running' || isLive(previous)) return undefined
  const segment = previous.currentSegment
  const named = segment !== undefined && !finished.has(segment.id)
  return named ? { id: segment.id, count: segment.crashes + 1 } : { id: undefined, count: 1 }
}

/** Counts how often the process died in a segment that is about to begin. */
export function crashCounter(
  previous: LiveStatusView | undefined,
  finished: FinishedSegments,
): (id: string) => number {
  const crash = crashOf(previous, finished)
  return (id) => {
    if (crash === undefined) return 0
    crash.id ??= id
    return crash.id === id ? crash.count : 0
  }
}

/** Targets of which the run has said before that they are out of reach. */
export const unreachableIn = (previous: LiveStatusView | undefined): Set<string> =>
  new Set(previous?.criteria.filter(({ state }) => state === 'unreachable').map(({ name }) => name))

/** A name for a new run: when it began, and something that no other run has. */
export function newRunId(): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${time}-${randomBytes(3).toString('hex')}`
}
