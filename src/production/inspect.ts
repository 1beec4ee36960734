import type { LiveStatusView } from '../contract/index.ts'
import { readStatus } from './claim.ts'
import { type Cluster, Digest } from './digest.ts'
import { pauseReason } from './pause-file.ts'
import { judgePresence, type Presence } from './presence.ts'
import { eachRecord } from './segment-log.ts'

/** Everything that somebody needs who looks at a run from outside, or searches for what is wrong with it. */
export type ProductionReading = {
  status: LiveStatusView | undefined
  /** Whether somebody works on it now, with the reason in words. */
  presence: Presence
  /** What PAUSE says, where the file is there. */
  pause: string | undefined
  slowest: readonly { id: string; seconds: number; attempts: number }[]
  lastErrors: readonly { id: string; error: string; at: string }[]
  clusters: readonly Cluster[]
  /** Lines of _segments.jsonl that can't be read. */
  unreadable: number
}

/**
 * Reads a production folder, whether its run is alive or not.
 *
 * @throws StoryMonitorError when LIVE_STATUS.json can't be read
 * @example readProduction('./output/pilot').presence.state // 'running'
 */
export function readProduction(folder: string): ProductionReading {
  const status = readStatus(folder)
  const digest = new Digest()
  const unreadable = eachRecord(folder, (record) => digest.add(record))
  return {
    status,
    presence: judgePresence(status),
    pause: pauseReason(folder),
    slowest: digest.slowest.slice(0, 5),
    lastErrors: digest.lastErrors.slice(0, 5),
    clusters: digest.clusters.slice(0, 5),
    unreadable,
  }
}
