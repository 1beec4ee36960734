import { GENERATION_STEPS, type GenerationState } from '../../contract/index.ts'
import type { ArtifactCheck } from '../artifacts.ts'
import { countedRetries } from '../attempts.ts'
import type { Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import { stepsMissing, wrongStatus } from '../refusals.ts'
import { isOver, isTerminal, stepsWith } from '../state.ts'
import { checksOf } from './complete-step.ts'

export type CompletionMetrics = {
  finalScenePath: string
  validationReportPath: string
  wordCount: number
  totalDurationSeconds: number
  retryCount: number
}

export type CompleteCommand = Omit<
  CompletionMetrics,
  'finalScenePath' | 'validationReportPath' | 'retryCount'
> & {
  /** Default: as many as were counted. */
  retryCount?: number
  artifacts: { final_scene_path: ArtifactCheck; validation_report_path: ArtifactCheck }
}

export type CompleteFacts = { already: boolean }

const LAST_STEP = GENERATION_STEPS[6]

/** The scene is done. A second call changes nothing. */
export function completeWorkflow(
  state: GenerationState,
  command: CompleteCommand,
  around: Surroundings,
): Transition<CompleteFacts> {
  if (state.workflow_status === 'COMPLETED') return { state, facts: { already: true } }
  if (isTerminal(state)) return { refusal: wrongStatus(state, around) }
  const missing = stepsWith(state, (step) => !isOver(step))
  if (missing.length > 0) return { refusal: stepsMissing(state, missing, 'completing the scene', around) }
  const { now } = around
  const { artifacts, wordCount, totalDurationSeconds, retryCount = countedRetries(state) } = command
  const { final_scene_path: scene, validation_report_path: report } = artifacts
  return {
    state: {
      ...state,
      workflow_status: 'COMPLETED',
      current_step: LAST_STEP.number,
      current_phase: 'COMPLETED',
      completed_at: now,
      updated_at: now,
      artifacts: {
        ...state.artifacts,
        final_scene_path: scene.path,
        validation_report_path: report.path,
      },
      artifact_checks: { ...state.artifact_checks, ...checksOf(artifacts, LAST_STEP) },
      completion_metrics: {
        ...state.completion_metrics,
        final_scene_path: scene.path,
        validation_report_path: report.path,
        word_count: wordCount,
        total_duration_seconds: totalDurationSeconds,
        retry_count: retryCount,
      },
      metadata: { ...state.metadata, total_duration_seconds: totalDurationSeconds },
    },
    facts: { already: false },
  }
}
