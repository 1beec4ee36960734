import { z } from 'zod'
import { CRITERION_STATES, CRITERION_TIERS, TRENDS } from './live-status.ts'
import { failureCountsSchema, qualitySchema } from './live-status-schema.ts'

const count = z.number().int().nonnegative()
const seconds = z.number().nonnegative().nullable()
const text = z.string()

export const productionReportSchema = z
  .looseObject({
    run_id: text,
    status: text.describe('running, paused, dead, completed, aborted or failed when the report was made'),
    status_reason: text,
    generated_at: z.iso.datetime({ offset: true }),
    started_at: z.iso.datetime({ offset: true }).nullable(),
    updated_at: z.iso.datetime({ offset: true }).nullable(),
    segments: z.looseObject({
      total: count.nullable(),
      completed: count,
      failed: count,
      skipped: count,
      remaining: count.nullable(),
      earlier: count.optional().describe('finished segments of earlier lists in the same folder'),
    }),
    timing: z.looseObject({
      elapsed_seconds: z.number().nonnegative().describe('without pauses'),
      average_seconds: seconds,
      recent_average_seconds: seconds,
      p95_seconds: seconds,
      trend: z.enum([...TRENDS, 'unknown']),
      trend_percent: z.number(),
    }),
    failures: failureCountsSchema,
    quality: qualitySchema,
    criteria: z.array(
      z.looseObject({
        name: text,
        tier: z.enum([...CRITERION_TIERS, 'unknown']),
        target: text,
        abort_if: text.nullable(),
        value: z.number().nullable(),
        state: z.enum([...CRITERION_STATES, 'unknown']),
      }),
    ),
    gate: z.looseObject({
      state: z.enum(['open', 'passed', 'failed']),
      missed: z.array(text).describe('each must that is missed: the gate fails'),
      undocumented: z
        .array(text)
        .describe('each missed should without a documented exception: the gate is open'),
      exceptions: z.array(z.looseObject({ criterion: text, reason: text, by: text, at: text })),
      noted: z.array(text).describe('each missed nice'),
    }),
    sample: z
      .looseObject({ seed: text, segments: z.array(z.looseObject({ id: text, index: count })) })
      .describe('segments to be looked at by a person, drawn by chance from equal parts of the run'),
    slowest: z.array(z.looseObject({ id: text, seconds: z.number().nonnegative(), attempts: count })),
    failure_clusters: z.array(z.looseObject({ count, example: text, last_segment: text })),
    last_errors: z
      .array(
        z.looseObject({
          segment: text,
          message: text,
          at: text,
          outcome: z.enum(['tried again', 'given up']).optional(),
        }),
      )
      .describe('the latest failed attempts, latest first'),
    points: z
      .array(
        z.looseObject({
          from_index: count,
          count,
          average_seconds: z.number().nonnegative(),
          longest_seconds: z.number().nonnegative(),
          failed: count,
          retries: count,
          pools: z.record(text, z.number()),
        }),
      )
      .describe('what the plots are drawn from: so many segments in a row each'),
  })
  .describe('production-report.json: how a long run came out')

export type ProductionReportFile = z.infer<typeof productionReportSchema>
