import type { LiveStatusView } from '../contract/index.ts'
import { readStatus } from './claim.ts'
import type { Cluster } from './clusters.ts'
import { Digest } from './digest.ts'
import { pauseReason } from './pause-file.ts'
import { judgePresence, type Presence } from './presence.ts'
import { eachRecord } from './segment-log.ts'

/** How a run is doing, seen from outside. */
export type RunReading = {
  status: LiveStatusView | undefined
  /** Whether somebody works on it now, with the reason in words. */
  presence: Presence
  /** What PAUSE says, where the file is there. */
  pause: string | undefined
}

/** The same with everything that is needed to search for what is wrong. */
export type ProductionReading = RunReading & {
  slowest: readonly { id: string; seconds: number; attempts: number }[]
  /** Failed attempts, latest first: their segments were tried again, or given up. */
  lastErrors: readonly { id: string; error: string; at: string; outcome: 'tried again' | 'given up' }[]
  clusters: readonly Omit<Cluster, 'fingerprint'>[]
  /** Lines of _segments.jsonl that can't be read. */
  unreadable: number
}

/**
 * Looks at a run, at the same small cost however long it is.
 *
 * @throws StoryMonitorError when LIVE_STATUS.json can't be read
 * @example readRun('./output/pilot').presence.state // 'running'
 */
export function readRun(folder: string): RunReading {
  const status = readStatus(folder)
  return { status, presence: judgePresence(status), pause: pauseReason(folder) }
}

/**
 * Reads a whole production folder, finished segments included, whether its run is alive or not.
 *
 * @throws StoryMonitorError when LIVE_STATUS.json can't be read
 * @example readProduction('./output/pilot').clusters[0]?.count // 12
 */
export function readProduction(folder: string): ProductionReading {
  const digest = new Digest()
  const unreadable = eachRecord(folder, (record) => digest.add(record))
  const run = readRun(folder)
  const told = run.status?.status === 'completed' ? [] : (run.status?.clusters ?? [])
  return {
    ...run,
    slowest: digest.slowest.slice(0, 5),
    lastErrors: digest.lastErrors.slice(0, 5),
    // Failed attempts of segments that are not given up yet stand in no line; a pause after a streak is about just those.
    clusters: (told.length > 0 ? told : digest.clusters).slice(0, 5),
    unreadable,
  }
}
