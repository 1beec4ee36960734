import type { RunStatus } from '../contract/index.ts'
import { identityOf } from '../files/index.ts'
import type { Judgement } from './criteria.ts'
import type { Pace } from './durations.ts'
import type { Eta } from './eta.ts'
import type { Glance } from './glance.ts'
import type { Health } from './health.ts'
import { measureOf } from './measures.ts'
import type { Tally } from './tally.ts'

/** Why a run is paused, and what lets it go on. */
export type PauseState = { since: string; reason: string; waitsFor: 'person' | 'disk' }

/** The segment in hand. */
export type Current = { id: string; index: number; attempt: number; startedAt: string; crashes: number }

/** Everything that LIVE_STATUS.json is made from. */
export type StatusParts = {
  status: RunStatus
  /** Why it ended before the end of the list. */
  endReason: string | undefined
  /** The absolute path of the run's folder, for commands that a page proposes. */
  folder: string
  glance: Glance
  runId: string
  startedAt: string
  current: Current | undefined
  nextAttempt: { segment: string; attempt: number } | undefined
  tally: Tally
  /** Segments that were given up and are not written down yet, because a pause would bring them back. */
  heldFailures: number
  /** Lines of _segments.jsonl that can't be read. */
  unreadableLines: number
  elapsedSeconds: number
  pace: Pace
  eta: Eta | undefined
  etaErrorShare: number | undefined
  health: Health
  consecutiveFailures: number
  diskFreeBytes: number | undefined
  rssBytes: number
  criteria: readonly Judgement[]
  pause: PauseState | undefined
  lastError: { segment: string; message: string; at: string } | undefined
}

const LONGEST_NAME = 80
const LONGEST_TEXT = 240
const LONGEST_REASON = 500

/** Numbers of a run of months would otherwise carry seventeen digits each. */
const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1000) / 1000

/** LIVE_STATUS.json as the contract has it: of constant size, however long the run. */
export function statusDocument(parts: StatusParts) {
  const { tally, pace, eta } = parts
  const { pid, host, processStartedTs, processStartId } = identityOf()
  const now = Date.now()
  const failed = tally.failed + parts.heldFailures
  const remaining = tally.remaining === undefined ? null : Math.max(0, tally.remaining - parts.heldFailures)
  return {
    status: parts.status,
    end_reason: parts.endReason === undefined ? null : cut(parts.endReason, LONGEST_REASON),
    output_dir: parts.folder,
    run_id: parts.runId,
    started_at: parts.startedAt,
    updated_at: new Date(now).toISOString(),
    pid,
    host,
    process_started_at: processStartedTs ?? parts.startedAt,
    ...(processStartId === undefined ? {} : { process_start_id: processStartId }),
    segments: {
      total: tally.total ?? null,
      completed: tally.completed,
      failed,
      skipped: tally.skipped,
      remaining,
      ...(tally.earlier === 0 ? {} : { earlier: tally.earlier }),
    },
    current_segment:
      parts.current === undefined
        ? null
        : {
            id: parts.current.id,
            index: parts.current.index,
            attempt: parts.current.attempt,
            started_at: parts.current.startedAt,
            crashes: parts.current.crashes,
          },
    next_attempt: parts.nextAttempt ?? null,
    progress_percent: progressPercent(tally, failed, parts.status),
    timing: {
      elapsed_seconds: rounded(parts.elapsedSeconds) ?? 0,
      average_seconds: rounded(pace.average),
      recent_average_seconds: rounded(pace.recentAverage),
      p95_seconds: rounded(pace.p95),
      trend: pace.trend,
      trend_percent: pace.trendPercent,
      eta_seconds: rounded(eta?.seconds),
      eta_low_seconds: rounded(eta?.low),
      eta_high_seconds: rounded(eta?.high),
      eta_error_percent: parts.etaErrorShare === undefined ? null : rounded(parts.etaErrorShare * 100),
      estimated_completion: eta === undefined ? null : timeAfter(now, eta.seconds),
    },
    health: parts.health,
    failures: {
      consecutive: parts.consecutiveFailures,
      total: tally.failedAttempts,
      retries: tally.retries,
    },
    quality: {
      validation_pass_rate: rounded(measureOf('validation_pass_rate', tally, 0).value),
      critical_violations: rounded(tally.metric('critical_violations')?.sum),
      repetition_rate: rounded(measureOf('repetition_rate', tally, 0).value),
      arcs_resolved_rate: rounded(measureOf('arcs_resolved_rate', tally, 0).value),
    },
    pools: Object.fromEntries(tally.pools),
    resources: { disk_free_bytes: parts.diskFreeBytes ?? null, rss_bytes: parts.rssBytes },
    criteria: parts.criteria.map(({ name, tier, target, abortIf, value, state }) => ({
      name,
      tier,
      target,
      abort_if: abortIf ?? null,
      value: rounded(value),
      state,
    })),
    pause: pauseOf(parts.pause),
    last_error: parts.lastError ?? null,
    unreadable_lines: parts.unreadableLines,
    ...glanceOf(parts.glance),
  }
}

const pauseOf = (pause: PauseState | undefined) =>
  pause === undefined ? null : { since: pause.since, reason: pause.reason, waits_for: pause.waitsFor }

/** What a page draws. Its texts are cut: the whole ones stand in _segments.jsonl. */
function glanceOf({ recent, perHour, lastErrors, clusters }: Glance) {
  return {
    recent_segments: {
      seconds: recent.map(({ seconds }) => seconds),
      outcomes: recent.map(({ outcome }) => outcome),
    },
    segments_per_hour: perHour.map((rate) => Math.round(rate * 10) / 10),
    last_errors: lastErrors.map(({ segment, message, at }) => ({
      segment: cut(segment, LONGEST_NAME),
      message: cut(message, LONGEST_TEXT),
      at,
    })),
    failure_clusters: clusters.map(({ count, example, lastSegment }) => ({
      count,
      example: cut(example, LONGEST_TEXT),
      last_segment: cut(lastSegment, LONGEST_NAME),
    })),
  }
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`

function progressPercent(tally: Tally, failed: number, status: RunStatus): number | null {
  if (tally.total === undefined) return null
  if (tally.total === 0) return status === 'completed' ? 100 : null
  const share = (tally.completed + failed + tally.skipped) / tally.total
  return Math.min(100, Math.round(share * 1000) / 10)
}

/** A forecast beyond what a date can hold has no completion. */
function timeAfter(now: number, seconds: number): string | null {
  const end = new Date(now + seconds * 1000)
  return Number.isNaN(end.getTime()) ? null : end.toISOString()
}
