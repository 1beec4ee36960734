import { z } from 'zod'
import { ASSET_STATUSES, PHASE_STATUSES, TASK_STATUSES } from './names.ts'

/** The formats as zod schemas: what a good writer writes. Readers are more patient; see `readProgress`. */

const time = z.iso.datetime({ offset: true }).describe('ISO 8601 with offset')
const count = z.number().int().nonnegative()

const writer = {
  pid: count.optional(),
  host: z.string().optional(),
  process_started_ts: time.optional(),
  process_start_id: z.string().optional().describe('boot, pid namespace and start tick of the process'),
}

const beatingWriter = {
  ...writer,
  beat_ts: time.optional().describe('its own last sign of life'),
  closed_ts: time.optional().describe('it has left the phase in good order without ending it'),
  heartbeat_seconds: z.number().positive().optional(),
}

const etaSchema = z
  .looseObject({ seconds: z.number(), low_seconds: z.number(), high_seconds: z.number() })
  .describe('seconds still needed, and the range that should hold eight times of ten')

export const progressSchema = z
  .looseObject({
    job_id: z.string(),
    workflow: z.string(),
    updated_ts: time.describe('last write, heartbeats included'),
    phases: z.record(z.string(), z.enum(PHASE_STATUSES)),
    phase_order: z.array(z.string()),
    current_step: z.string().optional().describe('what is happening now'),
    story_path: z.string().optional().describe('absolute'),
    ...writer,
    progress_ts: time.optional().describe('last change that was not a heartbeat'),
    started_ts: time.optional(),
    finished_ts: time.optional(),
    closed_ts: time.optional().describe('the writer ended in good order without completing the story'),
    heartbeat_seconds: z.number().positive().optional().describe('a sign of life at least this often'),
    quiet_seconds: z.number().nonnegative().optional().describe('monotonic seconds without progress'),
    stuck_after_seconds: z.number().positive().optional().describe('longer without progress is not normal'),
    phase_progress: z
      .record(z.string(), z.looseObject({ complete: z.number(), total: z.number() }))
      .optional(),
    phase_times: z
      .record(
        z.string(),
        z.looseObject({
          started_ts: time.optional(),
          finished_ts: time.optional(),
          duration_seconds: z.number().nonnegative().optional(),
          elapsed_seconds: z.number().nonnegative().optional(),
        }),
      )
      .optional(),
    phase_attempts: z
      .record(
        z.string(),
        z.array(
          z.looseObject({
            started_ts: time,
            finished_ts: time,
            status: z.enum(PHASE_STATUSES),
            duration_seconds: z.number().nonnegative().optional(),
            error: z.string().optional(),
          }),
        ),
      )
      .optional()
      .describe('earlier attempts at a phase in this run, oldest first'),
    phase_info: z
      .record(
        z.string(),
        z.looseObject({
          label: z.string().optional(),
          icon: z.string().optional(),
          per_subject: z.boolean().optional(),
        }),
      )
      .optional(),
    phase_writers: z
      .record(
        z.string(),
        z.looseObject({
          ...beatingWriter,
          others: z.array(z.looseObject(beatingWriter)).optional().describe('who else works on the phase'),
        }),
      )
      .optional(),
    eta: z
      .looseObject({
        phases: z.record(z.string(), etaSchema).optional(),
        total: etaSchema.optional(),
        past_error: z.number().nonnegative().optional().describe('median of |foretold - real| / real'),
        samples: count.optional().describe('how many forecasts past_error stands on'),
      })
      .optional(),
    skip_reasons: z.record(z.string(), z.string()).optional(),
    error: z.string().optional(),
    traceback: z.string().optional(),
    phase_failures: z
      .record(z.string(), z.looseObject({ message: z.string(), traceback: z.string().optional() }))
      .optional()
      .describe(
        'what went wrong in each failed phase, and for one who left a phase that others still work on',
      ),
    history_seq: count.optional().describe('the last seq of _history.jsonl'),
  })
  .describe('_progress.json: how far a story is')

const assetCounts = z.looseObject({
  image: count.optional(),
  audio: count.optional(),
  video: count.optional(),
  text: count.optional(),
})

export const assetSchema = z.looseObject({
  asset_name: z.string().optional(),
  type: z.string(),
  workflow: z.string().optional(),
  status: z.enum(ASSET_STATUSES).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  skill_reason: z.string().optional(),
  result_path: z.string().optional().describe('relative to the story folder'),
})

export const skeletonSchema = z
  .looseObject({
    title: z.string().optional(),
    logline: z.string().optional(),
    assets_by_type: assetCounts.optional(),
    story_assets: z.array(assetSchema).optional(),
    chapters: z
      .array(
        z.looseObject({
          title: z.string().optional(),
          scene_count: count.optional(),
          assets: z.array(assetSchema).optional(),
          scenes: z
            .array(
              z.looseObject({
                name: z.string().optional(),
                summary: z.string().optional(),
                assets_count: count.optional(),
                assets_by_type: assetCounts.optional(),
                assets: z.array(assetSchema).optional(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
  })
  .describe('_director_progress.json: the skeleton of a story')

export const historyLineSchema = z
  .looseObject({
    seq: count,
    ts: time,
    kind: z.enum(['story', 'phase', 'task']),
    name: z.string(),
    status: z.string().describe('of a story `complete`, or `failed` where a phase did'),
    task_id: z.string().optional(),
    character_id: z.string().optional(),
    duration_seconds: z.number().nonnegative().optional(),
    death: z.string().optional().describe('the processes that died, where that ended the phase'),
    predicted_seconds: z.number().nonnegative().optional().describe('the first forecast of the duration'),
    reason: z.string().optional(),
  })
  .describe('One line of _history.jsonl: a transition')

export const tasksSchema = z
  .looseObject({
    updated_ts: time.optional(),
    show_id: z.string().optional(),
    tasks: z.array(
      z.looseObject({
        id: z.string(),
        type: z.string().describe('the phase that the task belongs to'),
        status: z.enum(TASK_STATUSES),
        show_id: z.string().optional(),
        character_id: z.string().optional(),
        label: z.string().optional(),
        progress: z.number().min(0).max(100).optional(),
        started_at: time.optional(),
        completed_at: time.optional(),
        output_url: z.string().optional(),
        error: z.string().optional(),
        metadata: z.record(z.string(), z.unknown()).optional(),
        step_number: count.optional(),
        attempts: z
          .array(
            z.looseObject({
              started_at: time,
              completed_at: time,
              status: z.enum(TASK_STATUSES),
              error: z.string().optional(),
            }),
          )
          .optional()
          .describe('earlier attempts, oldest first'),
        writer: z.looseObject(writer).optional().describe('the process that works on it'),
      }),
    ),
    cleared: z
      .looseObject({
        tasks: z.array(z.looseObject({ id: z.string(), type: z.string(), status: z.string() })),
      })
      .optional()
      .describe('tasks that have left the list and still count for their phase, which runs'),
  })
  .describe('_tasks.json: the tasks of a show')

export type ProgressFile = z.infer<typeof progressSchema>
export type SkeletonFile = z.infer<typeof skeletonSchema>
export type Asset = z.infer<typeof assetSchema>
export type HistoryLine = z.infer<typeof historyLineSchema>
export type TasksFile = z.infer<typeof tasksSchema>
