import type { CriterionView, LiveStatusView } from '../../contract/index.ts'
import { StoryMonitorError } from '../../errors.ts'
import { readStatus } from '../claim.ts'
import type { Cluster } from '../clusters.ts'
import { Digest, type PlotPoint, Sample } from '../digest.ts'
import { readExceptions } from '../exceptions.ts'
import { judgePresence } from '../presence.ts'
import { eachRecord } from '../segment-log.ts'
import { type Gate, gateOf } from './gate.ts'

export type ReportOptions = {
  /** Which random sample is proposed for review. Default: the run's id. */
  sampleSeed?: string | undefined
  /** How many segments are proposed for review. Default 10; 30 from 480 segments on, which is one a day of a 30-day run. */
  sampleSize?: number | undefined
}

/** What a report says. */
export type ReportData = {
  run_id: string
  status: string
  status_reason: string
  generated_at: string
  started_at: string | null
  updated_at: string | null
  segments: LiveStatusView['segments']
  timing: LiveStatusView['timing']
  failures: LiveStatusView['failures']
  quality: LiveStatusView['quality']
  criteria: CriterionView[]
  gate: Gate
  sample: { seed: string; segments: { id: string; index: number }[] }
  slowest: readonly { id: string; seconds: number; attempts: number }[]
  clusters: readonly Cluster[]
  last_errors: readonly { id: string; error: string; at: string; outcome: 'tried again' | 'given up' }[]
  points: readonly PlotPoint[]
}

const DAYS = 30
const LONG_RUN = 480

/**
 * Gathers what a report says from the files of a run.
 *
 * @throws StoryMonitorError NOT_FOUND when there is no run in the folder
 */
export function gatherReport(folder: string, options: ReportOptions = {}): ReportData {
  const status = readStatus(folder)
  if (status === undefined) {
    throw new StoryMonitorError(
      'NOT_FOUND',
      `There is no LIVE_STATUS.json in ${folder}; give the folder of a run.`,
    )
  }
  const digest = new Digest()
  const total =
    status.segments.total ?? status.segments.completed + status.segments.failed + status.segments.skipped
  const seed = options.sampleSeed ?? status.runId ?? 'run'
  const sample = new Sample(seed, options.sampleSize ?? (total >= LONG_RUN ? DAYS : 10), total)
  eachRecord(folder, (record) => {
    digest.add(record)
    sample.add(record)
  })
  const { state, reason } = judgePresence(status)
  return {
    run_id: status.runId ?? '',
    status: state,
    status_reason: reason,
    generated_at: new Date().toISOString(),
    started_at: isoOrNull(status.startedMs),
    updated_at: isoOrNull(status.updatedMs),
    segments: status.segments,
    timing: status.timing,
    failures: status.failures,
    quality: status.quality,
    criteria: status.criteria,
    gate: gateOf(status, readExceptions(folder)),
    sample: { seed, segments: sample.segments },
    slowest: digest.slowest,
    clusters: digest.clusters,
    last_errors: digest.lastErrors,
    points: digest.points,
  }
}

const isoOrNull = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
