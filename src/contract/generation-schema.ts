import { z } from 'zod'
import {
  GENERATION_STEPS,
  type GenerationStep,
  SCENE_ID_PATTERN,
  SEVERITIES,
  STEP_STATUSES,
  WORKFLOW_STATUSES,
} from './generation-names.ts'

/** `generation-state-<scene_id>.json` as a zod schema: what a good writer writes. */

const time = z.iso.datetime({ offset: true }).describe('ISO 8601 with offset')
const count = z.number().int().nonnegative()
const seconds = z.number().nonnegative()
const stepNumber = z.number().int().min(1).max(GENERATION_STEPS.length)

export const holderSchema = z
  .looseObject({
    agent_name: z.string().optional(),
    pid: count.optional(),
    host: z.string().optional(),
    process_started_at: time.optional(),
    process_start_id: z.string().optional(),
    since: time.optional(),
  })
  .describe('who works on a running step')

export const generationStepSchema = z.looseObject({
  status: z.enum(STEP_STATUSES),
  started_at: time.nullish(),
  completed_at: time.nullish(),
  duration_seconds: seconds.nullish(),
  agent_used: z.string().nullish(),
  phase_name: z.string().nullish(),
  artifacts: z.record(z.string(), z.unknown()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  holder: holderSchema.nullish(),
})

export const generationErrorSchema = z.looseObject({
  step: z.number().nullish(),
  timestamp: time.nullish(),
  message: z.string().nullish(),
  attempt: z.number().nullish(),
  error_type: z.string().nullish(),
  severity: z.enum(SEVERITIES).nullish(),
  retry_count: count.nullish(),
})

const attemptSchema = z.looseObject({
  attempt: count,
  started_at: time.nullish(),
  completed_at: time.nullish(),
  status: z.string().nullish().describe('IN_PROGRESS, SUCCESS or FAILED'),
  errors: count.nullish().describe('how many were recorded during this attempt'),
})

const stepShape: Record<GenerationStep['key'], z.ZodOptional<typeof generationStepSchema>> = {
  step_1_file_check: generationStepSchema.optional(),
  step_2_blueprint_validation: generationStepSchema.optional(),
  step_3_verification_plan: generationStepSchema.optional(),
  step_4_generation: generationStepSchema.optional(),
  step_5_fast_compliance: generationStepSchema.optional(),
  step_6_full_validation: generationStepSchema.optional(),
  step_7_final_output: generationStepSchema.optional(),
}

export const generationStateSchema = z
  .looseObject({
    format_version: count.nullish(),
    scene_id: z.string().regex(SCENE_ID_PATTERN),
    session_id: z.string().nullish().describe('2025-11-03-143045-scene-0204, in UTC'),
    workflow_status: z.enum(WORKFLOW_STATUSES),
    current_step: stepNumber.nullish(),
    current_phase: z.string().nullish(),
    started_at: time.nullish(),
    updated_at: time.nullish(),
    initiated_by: z.string().nullish(),
    steps: z.looseObject(stepShape),
    generation_attempts: z
      .looseObject({
        current_attempt: count.nullish(),
        max_attempts: count.nullish(),
        attempts_history: z.array(attemptSchema).nullish(),
      })
      .nullish(),
    artifacts: z.record(z.string(), z.unknown()).nullish().describe('paths, relative to the project folder'),
    artifact_checks: z
      .record(
        z.string(),
        z.looseObject({
          path: z.string(),
          step: stepNumber,
          bytes: count.optional(),
          sha256: z.string().optional(),
        }),
      )
      .nullish()
      .describe('what each artifact was when its step completed'),
    errors: z.array(generationErrorSchema).nullish(),
    user_questions: z
      .array(
        z.looseObject({
          question: z.string().nullish(),
          answer: z.string().nullish(),
          timestamp: time.nullish(),
        }),
      )
      .nullish(),
    completion_metrics: z
      .looseObject({
        final_scene_path: z.string().nullish(),
        validation_report_path: z.string().nullish(),
        word_count: count.nullish(),
        total_duration_seconds: seconds.nullish(),
        retry_count: count.nullish(),
      })
      .nullish(),
    resume_history: z
      .array(
        z.looseObject({
          resumed_at: time.nullish(),
          from_status: z.string().nullish(),
          step: z.number().nullish(),
        }),
      )
      .nullish(),
    failure_reason: z.string().nullish(),
    failed_step: stepNumber.nullish(),
    failed_at: time.nullish(),
    cancellation_reason: z.string().nullish(),
    cancelled_at: time.nullish(),
    completed_at: time.nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  })
  .describe('generation-state-<scene_id>.json: the seven steps of one scene')

export type GenerationState = z.infer<typeof generationStateSchema>
export type GenerationStepState = z.infer<typeof generationStepSchema>
export type GenerationError = z.infer<typeof generationErrorSchema>
export type GenerationAttempt = z.infer<typeof attemptSchema>
export type StepHolder = z.infer<typeof holderSchema>
