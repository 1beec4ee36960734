import { z } from 'zod'
import { STEP_STATUSES, WORKFLOW_STATUSES } from '../contract/index.ts'

/** What the tools answer as data: the keys that an agent can rely on. There may be more. */

const nextCall = z.looseObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  fill: z.array(z.string()).describe('parameters that the caller has to fill in'),
})

const scene = z.looseObject({
  scene_id: z.string(),
  workflow_status: z.enum(WORKFLOW_STATUSES),
  current_step: z.number(),
  completed_steps: z.array(z.number()),
  state_file: z.string(),
  next: nextCall,
})

const step = z.looseObject({
  number: z.number(),
  name: z.string(),
  status: z.enum(STEP_STATUSES),
})

const sceneResult = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.looseObject({ kind: z.literal(kind), scene, ...shape, truncated: z.boolean().optional() })

export const started = sceneResult('generation_started', { created: z.boolean() })
export const stepStarted = sceneResult('step_started', { step, how: z.string() })
export const stepCompleted = sceneResult('step_completed', {
  step,
  already: z.boolean(),
  awaits_approval: z.boolean(),
  missing_artifacts: z.array(z.string()),
})
export const errorRecorded = sceneResult('error_recorded', { step, error_count: z.number() })
export const failed = sceneResult('generation_failed', { step, already: z.boolean() })
export const completed = sceneResult('generation_completed', { already: z.boolean() })
export const questionLogged = sceneResult('question_logged', { question_count: z.number() })
export const cancelled = sceneResult('generation_cancelled', { already: z.boolean(), steps: z.array(step) })
export const status = sceneResult('generation_status', {
  steps: z.array(step),
  artifacts: z.record(z.string(), z.string()),
  errors: z.array(z.looseObject({})),
})
export const resumePlan = sceneResult('resume_plan', {
  resume_step: step,
  skipped: z.array(step),
  saved_seconds: z.number(),
  certificate: z.array(
    z.looseObject({
      key: z.string(),
      path: z.string(),
      verdict: z.enum(['done', 'suspect', 'missing']),
      reason: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
  ready: z.boolean(),
  next: nextCall,
})

export const list = z.looseObject({
  kind: z.literal('generation_list'),
  total: z.number().describe('how many match, shown or not'),
  scenes: z.array(
    z.looseObject({ scene_id: z.string(), status: z.enum(WORKFLOW_STATUSES), current_step: z.number() }),
  ),
  corrupted: z.array(z.looseObject({ scene_id: z.string(), file: z.string(), problem: z.string() })),
  truncated: z.boolean().optional(),
})

export const storyProgress = z.looseObject({
  folder: z.string(),
  state: z.string(),
  reason: z.string(),
  progress: z.looseObject({}).optional(),
})

export const productionStatus = z.looseObject({
  folder: z.string(),
  live_status: z.looseObject({}).describe('LIVE_STATUS.json as it is'),
})
