import { GENERATION_STEPS, type GenerationState, type GenerationStep, timeOf } from '../contract/index.ts'
import { openReview } from './approval.ts'
import { maxAttempts } from './attempts.ts'
import { describeHolder, type Surroundings } from './holder.ts'
import { nextCall } from './next-call.ts'
import { present } from './present.ts'
import type { AttemptsReport, SceneReport, StepReport } from './reports.ts'
import { holderOf, isOver, isTerminal, newerFormat, stepOf, stepsWith } from './state.ts'
import type { CompletionMetrics } from './transitions/index.ts'

/** The parts of a report, read from a state. */

/** A workflow that has not ended is still taking time. */
export function describeScene(state: GenerationState, stateFile: string, around: Surroundings): SceneReport {
  const currentStep = state.current_step ?? 1
  return {
    sceneId: state.scene_id,
    ...present('sessionId', state.session_id),
    workflowStatus: state.workflow_status,
    currentStep,
    currentPhase: state.current_phase ?? GENERATION_STEPS[currentStep - 1]?.name ?? '',
    ...present('startedAt', state.started_at),
    ...present('updatedAt', state.updated_at),
    ...present('elapsedSeconds', elapsedSeconds(state, around.now)),
    completedSteps: stepsWith(state, isOver).map(({ number }) => number),
    stateFile,
    ...present('newerFormat', newerFormat(state)),
    ...present('review', openReview(state)),
    next: nextCall(state, around),
  }
}

/** When a workflow ended, in ms since 1970; nothing for one that has not. */
export const endedMs = (state: GenerationState): number | undefined =>
  isTerminal(state)
    ? timeOf(state.completed_at ?? state.failed_at ?? state.cancelled_at ?? state.updated_at)
    : undefined

function elapsedSeconds(state: GenerationState, now: string): number | undefined {
  const began = timeOf(state.started_at)
  const ended = isTerminal(state) ? endedMs(state) : timeOf(now)
  if (began === undefined || ended === undefined) return undefined
  return Math.max(0, (ended - began) / 1000)
}

export function describeStep(
  state: GenerationState,
  step: GenerationStep,
  presenceOf: Surroundings['presenceOf'],
): StepReport {
  const { status, agent_used, started_at, completed_at, duration_seconds } = stepOf(state, step)
  const holder = holderOf(state, step)
  return {
    number: step.number,
    name: step.name,
    status,
    ...present('agent', agent_used),
    ...present('startedAt', started_at),
    ...present('completedAt', completed_at),
    ...present('durationSeconds', duration_seconds),
    ...present('holder', holder && describeHolder(holder, presenceOf(holder))),
  }
}

export const describeAttempts = (state: GenerationState): AttemptsReport => ({
  current: state.generation_attempts?.current_attempt ?? 1,
  max: maxAttempts(state),
})

export function describeMetrics(state: GenerationState): Partial<CompletionMetrics> {
  const metrics = state.completion_metrics
  return {
    ...present('finalScenePath', metrics?.final_scene_path),
    ...present('validationReportPath', metrics?.validation_report_path),
    ...present('wordCount', metrics?.word_count),
    ...present('totalDurationSeconds', metrics?.total_duration_seconds),
    ...present('retryCount', metrics?.retry_count),
  }
}
