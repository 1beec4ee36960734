import {
  GENERATION_STEPS,
  type GenerationError,
  type GenerationState,
  type GenerationStep,
  type StepStatus,
  timeOf,
  type WorkflowStatus,
} from '../contract/index.ts'
import { maxAttempts } from './attempts.ts'
import type { CertificateLine } from './certificate.ts'
import { describeHolder, type HolderReport, type Surroundings } from './holder.ts'
import { type NextCall, nextCall } from './next-call.ts'
import { holderOf, isOver, isTerminal, stepOf, stepsWith } from './state.ts'
import type { CompletionMetrics, StartStepFacts } from './transitions/index.ts'

/** Where a scene is: what every report begins with. */
export type SceneReport = {
  sceneId: string
  sessionId?: string
  workflowStatus: WorkflowStatus
  currentStep: number
  currentPhase: string
  startedAt?: string
  updatedAt?: string
  elapsedSeconds?: number
  completedSteps: number[]
  /** Relative to the folder that holds the workspace. */
  stateFile: string
  next: NextCall
}

export type StepReport = {
  number: number
  name: string
  status: StepStatus
  agent?: string
  startedAt?: string
  completedAt?: string
  durationSeconds?: number
  holder?: HolderReport
}

export type AttemptsReport = { current: number; max: number }

export type StartedReport = {
  kind: 'generation_started'
  scene: SceneReport
  created: boolean
  blueprintFound: boolean
}
export type StepStartedReport = {
  kind: 'step_started'
  scene: SceneReport
  step: StepReport
  how: StartStepFacts['how']
  takenFrom?: HolderReport
  attempts?: AttemptsReport
}
export type StepCompletedReport = {
  kind: 'step_completed'
  scene: SceneReport
  step: StepReport
  already: boolean
  awaitsApproval: boolean
  missingArtifacts: string[]
}
export type ErrorReport = {
  kind: 'error_recorded'
  scene: SceneReport
  step: StepReport
  error: GenerationError
  errorCount: number
}
export type FailedReport = {
  kind: 'generation_failed'
  scene: SceneReport
  step: StepReport
  failureReason: string
  already: boolean
  errorCount: number
}
export type CompletedReport = {
  kind: 'generation_completed'
  scene: SceneReport
  already: boolean
  metrics: Partial<CompletionMetrics>
  missingArtifacts: string[]
}
export type QuestionReport = {
  kind: 'question_logged'
  scene: SceneReport
  question: string
  answer: string
  timestamp: string
  questionCount: number
  approved: boolean
}
export type CancelledReport = {
  kind: 'generation_cancelled'
  scene: SceneReport
  already: boolean
  reason?: string
  steps: StepReport[]
}
export type StatusReport = {
  kind: 'generation_status'
  scene: SceneReport
  detailed: boolean
  steps: StepReport[]
  attempts: AttemptsReport
  artifacts: { [key: string]: string }
  errors: GenerationError[]
  questions: { question?: string; answer?: string; timestamp?: string }[]
  failureReason?: string
  cancellationReason?: string
  metrics?: Partial<CompletionMetrics>
  holder?: HolderReport
}
export type ResumePlan = {
  kind: 'resume_plan'
  scene: SceneReport
  resumeStep: StepReport
  skipped: StepReport[]
  savedSeconds: number
  certificate: CertificateLine[]
  warnings: string[]
  forced: boolean
  /** False when there are warnings and the call was not forced. */
  ready: boolean
  next: NextCall
}

export type SceneRow = {
  sceneId: string
  status: WorkflowStatus
  currentStep: number
  currentPhase: string
  startedAt?: string
  durationSeconds?: number
  actions: NextCall['tool'][]
}
export type ListReport = {
  kind: 'generation_list'
  filter: ListFilter
  sortBy: ListSort
  /** How many match, shown or not. */
  total: number
  scenes: SceneRow[]
  corrupted: { sceneId: string; file: string; problem: string }[]
}

export const GENERATION_FILE = /^generation-state-([0-9]{4})\.json$/

export const LIST_FILTERS = ['all', 'active', 'failed', 'completed'] as const
export type ListFilter = (typeof LIST_FILTERS)[number]
export const LIST_SORTS = ['scene_id', 'started_at', 'status'] as const
export type ListSort = (typeof LIST_SORTS)[number]

export type Report =
  | StartedReport
  | StepStartedReport
  | StepCompletedReport
  | ErrorReport
  | FailedReport
  | CompletedReport
  | QuestionReport
  | CancelledReport
  | StatusReport
  | ResumePlan
  | ListReport

/** Leaves out what is not there: other writers write null for it. */
export const present = <Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): { [name in Key]?: Value } => {
  const found: { [name in Key]?: Value } = {}
  if (value !== undefined && value !== null) found[key] = value
  return found
}

/** @param now ISO 8601; a workflow that has not ended is still taking time */
export function describeScene(state: GenerationState, stateFile: string, now: string): SceneReport {
  const currentStep = state.current_step ?? 1
  return {
    sceneId: state.scene_id,
    ...present('sessionId', state.session_id),
    workflowStatus: state.workflow_status,
    currentStep,
    currentPhase: state.current_phase ?? GENERATION_STEPS[currentStep - 1]?.name ?? '',
    ...present('startedAt', state.started_at),
    ...present('updatedAt', state.updated_at),
    ...present('elapsedSeconds', elapsedSeconds(state, now)),
    completedSteps: stepsWith(state, isOver).map(({ number }) => number),
    stateFile,
    next: nextCall(state),
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
