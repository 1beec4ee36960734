import {
  CRITERION_STATES,
  CRITERION_TIERS,
  type CriterionView,
  HEALTH_STATES,
  type LiveStatusView,
  PAUSE_ENDS,
  RUN_STATUSES,
  SEGMENT_OUTCOMES,
  TRENDS,
} from './live-status.ts'
import { given } from './progress-view.ts'
import { countOf, isDictionary, listOf, ownValue, textOf, timeOf, wordOf } from './reading.ts'

const MAX_LISTED = 100

/**
 * Reads a parsed `LIVE_STATUS.json` of any origin: unknown keys and wrong types are passed over.
 *
 * @param value what `JSON.parse` gave
 * @returns the view, or undefined when the value is not an object at all
 * @example readLiveStatus({ status: 'paused' })?.status // 'paused'
 */
export function readLiveStatus(value: unknown): LiveStatusView | undefined {
  if (!isDictionary(value)) return undefined
  const resources = ownValue(value, 'resources')
  return {
    status: wordOf(ownValue(value, 'status'), RUN_STATUSES) ?? 'unknown',
    ...given('endReason', textOf(ownValue(value, 'end_reason'))),
    ...given('outputDir', textOf(ownValue(value, 'output_dir'))),
    ...given('runId', textOf(ownValue(value, 'run_id'))),
    ...given('startedMs', timeOf(ownValue(value, 'started_at'))),
    ...given('updatedMs', timeOf(ownValue(value, 'updated_at'))),
    writer: {
      ...given('pid', countOf(ownValue(value, 'pid'))),
      ...given('host', textOf(ownValue(value, 'host'))),
      ...given('processStartedTs', textOf(ownValue(value, 'process_started_at'))),
      ...given('processStartId', textOf(ownValue(value, 'process_start_id'))),
    },
    segments: segmentsOf(ownValue(value, 'segments')),
    ...given('currentSegment', currentOf(ownValue(value, 'current_segment'))),
    ...given('nextAttempt', nextOf(ownValue(value, 'next_attempt'))),
    ...given('progressPercent', countOf(ownValue(value, 'progress_percent'))),
    timing: timingOf(ownValue(value, 'timing')),
    health: healthOf(ownValue(value, 'health')),
    failures: failuresOf(ownValue(value, 'failures')),
    quality: qualityOf(ownValue(value, 'quality')),
    pools: poolsOf(ownValue(value, 'pools')),
    resources: {
      ...given('diskFreeBytes', countOf(ownValue(resources, 'disk_free_bytes'))),
      ...given('rssBytes', countOf(ownValue(resources, 'rss_bytes'))),
    },
    criteria: listOf(ownValue(value, 'criteria')).slice(0, MAX_LISTED).map(criterionOf),
    ...given('pause', pauseOf(ownValue(value, 'pause'))),
    ...given('lastError', errorOf(ownValue(value, 'last_error'))),
    ...given('unreadableLines', countOf(ownValue(value, 'unreadable_lines'))),
    recent: recentOf(ownValue(value, 'recent_segments')),
    segmentsPerHour: listOf(ownValue(value, 'segments_per_hour'))
      .slice(0, MAX_LISTED)
      .flatMap((rate) => countOf(rate) ?? []),
    lastErrors: listOf(ownValue(value, 'last_errors'))
      .slice(0, MAX_LISTED)
      .flatMap((error) => errorOf(error) ?? []),
    clusters: listOf(ownValue(value, 'failure_clusters')).slice(0, MAX_LISTED).flatMap(clusterOf),
  }
}

const segmentsOf = (value: unknown): LiveStatusView['segments'] => ({
  ...given('total', countOf(ownValue(value, 'total'))),
  completed: countOf(ownValue(value, 'completed')) ?? 0,
  failed: countOf(ownValue(value, 'failed')) ?? 0,
  skipped: countOf(ownValue(value, 'skipped')) ?? 0,
  ...given('remaining', countOf(ownValue(value, 'remaining'))),
  ...given('earlier', countOf(ownValue(value, 'earlier'))),
})

function currentOf(value: unknown): LiveStatusView['currentSegment'] {
  const id = textOf(ownValue(value, 'id'))
  if (id === undefined) return undefined
  return {
    id,
    ...given('index', countOf(ownValue(value, 'index'))),
    attempt: countOf(ownValue(value, 'attempt')) ?? 1,
    ...given('startedMs', timeOf(ownValue(value, 'started_at'))),
    crashes: countOf(ownValue(value, 'crashes')) ?? 0,
  }
}

function nextOf(value: unknown): LiveStatusView['nextAttempt'] {
  const segment = textOf(ownValue(value, 'segment'))
  return segment === undefined ? undefined : { segment, attempt: countOf(ownValue(value, 'attempt')) ?? 1 }
}

function timingOf(value: unknown): LiveStatusView['timing'] {
  const percent = ownValue(value, 'trend_percent')
  return {
    ...given('elapsedSeconds', countOf(ownValue(value, 'elapsed_seconds'))),
    ...given('averageSeconds', countOf(ownValue(value, 'average_seconds'))),
    ...given('recentAverageSeconds', countOf(ownValue(value, 'recent_average_seconds'))),
    ...given('p95Seconds', countOf(ownValue(value, 'p95_seconds'))),
    trend: wordOf(ownValue(value, 'trend'), TRENDS) ?? 'unknown',
    ...given('trendPercent', typeof percent === 'number' && Number.isFinite(percent) ? percent : undefined),
    ...given('etaSeconds', countOf(ownValue(value, 'eta_seconds'))),
    ...given('etaLowSeconds', countOf(ownValue(value, 'eta_low_seconds'))),
    ...given('etaHighSeconds', countOf(ownValue(value, 'eta_high_seconds'))),
    ...given('etaErrorPercent', countOf(ownValue(value, 'eta_error_percent'))),
    ...given('estimatedCompletionMs', timeOf(ownValue(value, 'estimated_completion'))),
  }
}

const healthOf = (value: unknown): LiveStatusView['health'] => ({
  state: wordOf(ownValue(value, 'state'), HEALTH_STATES) ?? 'unknown',
  reasons: listOf(ownValue(value, 'reasons'))
    .filter((reason) => typeof reason === 'string')
    .slice(0, MAX_LISTED),
})

const failuresOf = (value: unknown): LiveStatusView['failures'] => ({
  consecutive: countOf(ownValue(value, 'consecutive')) ?? 0,
  total: countOf(ownValue(value, 'total')) ?? 0,
  retries: countOf(ownValue(value, 'retries')) ?? 0,
})

const qualityOf = (value: unknown): LiveStatusView['quality'] => ({
  ...given('validationPassRate', countOf(ownValue(value, 'validation_pass_rate'))),
  ...given('criticalViolations', countOf(ownValue(value, 'critical_violations'))),
  ...given('repetitionRate', countOf(ownValue(value, 'repetition_rate'))),
  ...given('arcsResolvedRate', countOf(ownValue(value, 'arcs_resolved_rate'))),
})

function poolsOf(value: unknown): LiveStatusView['pools'] {
  if (!isDictionary(value)) return []
  return Object.entries(value)
    .slice(0, MAX_LISTED)
    .flatMap(([name, pool]) => {
      const remaining = countOf(ownValue(pool, 'remaining'))
      const total = countOf(ownValue(pool, 'total'))
      return remaining === undefined || total === undefined ? [] : [{ name, remaining, total }]
    })
}

function criterionOf(value: unknown): CriterionView {
  const number = ownValue(value, 'value')
  return {
    name: textOf(ownValue(value, 'name')) ?? '',
    tier: wordOf(ownValue(value, 'tier'), CRITERION_TIERS) ?? 'unknown',
    target: textOf(ownValue(value, 'target')) ?? '',
    ...given('abortIf', textOf(ownValue(value, 'abort_if'))),
    ...given('value', typeof number === 'number' && Number.isFinite(number) ? number : undefined),
    state: wordOf(ownValue(value, 'state'), CRITERION_STATES) ?? 'unknown',
  }
}

function pauseOf(value: unknown): LiveStatusView['pause'] {
  if (!isDictionary(value)) return undefined
  return {
    ...given('sinceMs', timeOf(ownValue(value, 'since'))),
    reason: textOf(ownValue(value, 'reason')) ?? '',
    waitsFor: wordOf(ownValue(value, 'waits_for'), PAUSE_ENDS) ?? 'person',
  }
}

function errorOf(value: unknown): LiveStatusView['lastError'] {
  const message = textOf(ownValue(value, 'message'))
  if (message === undefined) return undefined
  return {
    segment: textOf(ownValue(value, 'segment')) ?? '',
    message,
    ...given('atMs', timeOf(ownValue(value, 'at'))),
  }
}

function recentOf(value: unknown): LiveStatusView['recent'] {
  const outcomes = listOf(ownValue(value, 'outcomes'))
  return listOf(ownValue(value, 'seconds'))
    .slice(0, MAX_LISTED)
    .map((seconds, index) => ({
      seconds: countOf(seconds) ?? 0,
      outcome: wordOf(outcomes[index], SEGMENT_OUTCOMES) ?? 'completed',
    }))
}

function clusterOf(value: unknown): LiveStatusView['clusters'] {
  const example = textOf(ownValue(value, 'example'))
  if (example === undefined) return []
  const count = countOf(ownValue(value, 'count')) ?? 1
  return [{ count, example, lastSegment: textOf(ownValue(value, 'last_segment')) ?? '' }]
}
