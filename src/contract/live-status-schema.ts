import { z } from 'zod'
import {
  CRITERION_STATES,
  CRITERION_TIERS,
  HEALTH_STATES,
  PAUSE_ENDS,
  RUN_STATUSES,
  SEGMENT_OUTCOMES,
  TRENDS,
} from './live-status.ts'

const time = z.iso.datetime({ offset: true }).describe('ISO 8601 with offset')
const count = z.number().int().nonnegative()
const seconds = z.number().nonnegative().nullable()
const rate = z.number().min(0).max(1).nullable()

/** Failed attempts so far. */
export const failureCountsSchema = z.looseObject({ consecutive: count, total: count, retries: count })

/** What the segments told of how good they are; null where none told it. */
export const qualitySchema = z.looseObject({
  validation_pass_rate: rate,
  critical_violations: z.number().nonnegative().nullable(),
  repetition_rate: rate,
  arcs_resolved_rate: rate,
})

export const liveStatusSchema = z
  .looseObject({
    status: z.enum(RUN_STATUSES),
    end_reason: z
      .string()
      .nullable()
      .optional()
      .describe(
        'why the run ended before the end of its list; while it runs: that it is stopping, how long at most, and why',
      ),
    output_dir: z.string().optional().describe('absolute path of the folder, on the host of the run'),
    run_id: z.string(),
    started_at: time,
    updated_at: time.describe('last write; at least every 5 s while running or paused'),
    pid: count,
    host: z.string(),
    process_started_at: time,
    process_start_id: z.string().optional(),
    segments: z.looseObject({
      total: count.nullable().describe('null while the length of the list is not known'),
      completed: count,
      failed: count.describe('given up after the last attempt'),
      skipped: count.describe('left out on purpose'),
      remaining: count.nullable(),
      earlier: count
        .optional()
        .describe('finished segments of earlier lists in the same folder; the others count without them'),
    }),
    current_segment: z
      .looseObject({
        id: z.string(),
        index: count,
        attempt: count,
        started_at: time,
        crashes: count.optional().describe('how often the process died in this segment'),
      })
      .nullable(),
    next_attempt: z
      .looseObject({ segment: z.string(), attempt: count })
      .nullable()
      .optional()
      .describe('the segment that waits for its next attempt, where none is in hand'),
    progress_percent: z.number().min(0).max(100).nullable(),
    timing: z.looseObject({
      elapsed_seconds: z.number().nonnegative().describe('over all processes of the run, without pauses'),
      average_seconds: seconds,
      recent_average_seconds: seconds,
      p95_seconds: seconds,
      trend: z.enum(TRENDS),
      trend_percent: z.number(),
      eta_seconds: seconds,
      eta_low_seconds: seconds,
      eta_high_seconds: seconds,
      eta_error_percent: z
        .number()
        .nonnegative()
        .nullable()
        .optional()
        .describe('median error of earlier forecasts'),
      estimated_completion: time.nullable(),
    }),
    health: z.looseObject({ state: z.enum(HEALTH_STATES), reasons: z.array(z.string()) }),
    failures: failureCountsSchema,
    quality: qualitySchema,
    pools: z.record(
      z.string(),
      z.looseObject({ remaining: z.number().nonnegative(), total: z.number().nonnegative() }),
    ),
    resources: z.looseObject({
      disk_free_bytes: z.number().nonnegative().nullable(),
      rss_bytes: z.number().nonnegative(),
    }),
    criteria: z.array(
      z.looseObject({
        name: z.string(),
        tier: z.enum(CRITERION_TIERS),
        target: z.string(),
        abort_if: z.string().nullable(),
        value: z.number().nullable(),
        state: z.enum(CRITERION_STATES),
      }),
    ),
    pause: z
      .looseObject({
        since: time,
        reason: z.string(),
        waits_for: z
          .enum(PAUSE_ENDS)
          .optional()
          .describe(
            'person: until PAUSE is taken away; disk: goes on by itself when the disk takes writes again',
          ),
      })
      .nullable(),
    last_error: z.looseObject({ segment: z.string(), message: z.string(), at: time }).nullable(),
    recent_segments: z
      .looseObject({
        seconds: z.array(z.number().nonnegative()),
        outcomes: z.array(z.enum(SEGMENT_OUTCOMES)),
      })
      .optional()
      .describe('the latest finished segments, at most 60, oldest first'),
    segments_per_hour: z
      .array(z.number().nonnegative())
      .optional()
      .describe('throughput over the whole run in at most 60 equal parts, oldest first'),
    unreadable_lines: count.optional().describe('lines of _segments.jsonl that say no segment'),
    last_errors: z
      .array(z.looseObject({ segment: z.string(), message: z.string(), at: z.string() }))
      .optional()
      .describe('the latest failed attempts, at most 5, latest first'),
    failure_clusters: z
      .array(z.looseObject({ count, example: z.string(), last_segment: z.string() }))
      .optional()
      .describe('failures that look alike, at most 5, most frequent first'),
  })
  .describe('LIVE_STATUS.json: how a long run is doing')

export const segmentLineSchema = z
  .looseObject({
    id: z.string(),
    index: count,
    status: z.enum(['completed', 'skipped']),
    attempts: count,
    started_at: time,
    duration_seconds: z.number().nonnegative(),
    error: z.string().optional().describe('why it was given up'),
    attempt_errors: z
      .array(z.string())
      .optional()
      .describe('why attempts before the last one failed, oldest first; at most the latest 5'),
    reason: z.string().optional().describe('why it was left out on purpose'),
    crashes: count.optional().describe('how often the process died in it'),
    metrics: z.record(z.string(), z.number()).optional(),
    pools: z.record(z.string(), z.number()).optional().describe('what was left of each content pool'),
  })
  .describe('One line of _segments.jsonl: a finished segment')

export type LiveStatusFile = z.infer<typeof liveStatusSchema>
export type SegmentLine = z.infer<typeof segmentLineSchema>
