import type { WriterView } from './progress-view.ts'

export const PAUSE_FILENAME = 'PAUSE'
export const SEGMENTS_FILENAME = '_segments.jsonl'

export const RUN_STATUSES = ['running', 'paused', 'completed', 'aborted', 'failed'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** How a segment came out: given up is `failed`, left out on purpose is `skipped`. */
export const SEGMENT_OUTCOMES = ['completed', 'failed', 'skipped'] as const
export type SegmentOutcome = (typeof SEGMENT_OUTCOMES)[number]

/** What lets a paused run go on: somebody who takes PAUSE away, or the disk. */
export const PAUSE_ENDS = ['person', 'disk'] as const
export type PauseEnd = (typeof PAUSE_ENDS)[number]

export const HEALTH_STATES = ['healthy', 'degraded', 'critical'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

export const TRENDS = ['stable', 'slowing', 'speeding_up'] as const
export type Trend = (typeof TRENDS)[number]

export const CRITERION_TIERS = ['must', 'should', 'nice'] as const
export type CriterionTier = (typeof CRITERION_TIERS)[number]

export const CRITERION_STATES = ['met', 'open', 'missed', 'unreachable'] as const
export type CriterionState = (typeof CRITERION_STATES)[number]

/** How often a running or paused monitor promises to write, in seconds. */
export const LIVE_STATUS_SECONDS = 5

/** A running process that is there and has missed so many seconds of it is frozen, or too busy to write. */
export const SILENT_AFTER_SECONDS = 4 * LIVE_STATUS_SECONDS

export type CriterionView = {
  name: string
  tier: CriterionTier | 'unknown'
  target: string
  abortIf?: string
  value?: number
  state: CriterionState | 'unknown'
}

/** What `LIVE_STATUS.json` says, with everything that is missing or of the wrong type left out. Times in ms since 1970. */
export type LiveStatusView = {
  status: RunStatus | 'unknown'
  /** Why it ended before the end of its list; while it runs: that it is stopping, how long at most, and why. */
  endReason?: string
  /** Absolute path of its folder, on the writer's host. */
  outputDir?: string
  runId?: string
  startedMs?: number
  updatedMs?: number
  writer: WriterView
  segments: {
    total?: number
    completed: number
    failed: number
    skipped: number
    remaining?: number
    /** Finished segments of earlier lists in the same folder; the others count without them. */
    earlier?: number
  }
  currentSegment?: { id: string; index?: number; attempt: number; startedMs?: number; crashes: number }
  /** What waits for its next attempt, where none is in hand. */
  nextAttempt?: { segment: string; attempt: number }
  /** Lines of _segments.jsonl that can't be read; they have been told. */
  unreadableLines?: number
  progressPercent?: number
  timing: {
    elapsedSeconds?: number
    averageSeconds?: number
    recentAverageSeconds?: number
    p95Seconds?: number
    trend: Trend | 'unknown'
    trendPercent?: number
    etaSeconds?: number
    etaLowSeconds?: number
    etaHighSeconds?: number
    etaErrorPercent?: number
    estimatedCompletionMs?: number
  }
  health: { state: HealthState | 'unknown'; reasons: string[] }
  failures: { consecutive: number; total: number; retries: number }
  quality: {
    validationPassRate?: number
    criticalViolations?: number
    repetitionRate?: number
    arcsResolvedRate?: number
  }
  pools: { name: string; remaining: number; total: number }[]
  resources: { diskFreeBytes?: number; rssBytes?: number }
  criteria: CriterionView[]
  pause?: { sinceMs?: number; reason: string; waitsFor: PauseEnd }
  lastError?: { segment: string; message: string; atMs?: number }
  /** The latest finished segments, oldest first. */
  recent: { seconds: number; outcome: SegmentOutcome }[]
  /** Throughput over the whole run, oldest first. */
  segmentsPerHour: number[]
  lastErrors: { segment: string; message: string; atMs?: number }[]
  clusters: { count: number; example: string; lastSegment: string }[]
}

/** Whether a criterion stopped a run: a new start stops at once again until what spoils it is made again. */
export const isStoppedByCriterion = ({ status, criteria }: LiveStatusView): boolean =>
  status === 'aborted' && criteria.some(({ state }) => state === 'missed')
