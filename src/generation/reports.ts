import type { GenerationAttempt, GenerationError, StepStatus, WorkflowStatus } from '../contract/index.ts'
import type { OpenReview } from './approval.ts'
import type { CertificateLine } from './certificate.ts'
import type { HolderReport } from './holder.ts'
import type { NextCall } from './next-call.ts'
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
  /** Set when a newer version wrote the file: this one shows it and changes nothing. */
  newerFormat?: number
  /** Set while it is open whether the user approved the plan: then `next` needs the step number. */
  review?: OpenReview
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
  /** Whether the blueprint that the state names is there. */
  blueprintFound: boolean
  /** What was given, but is not what the state that was there keeps. */
  differences: string[]
}
export type StepStartedReport = {
  kind: 'step_started'
  scene: SceneReport
  step: StepReport
  how: StartStepFacts['how']
  /** What a resume skips and should be looked at. */
  warnings: string[]
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
  /** What to do about it: the first is what helps most. */
  next: [NextCall, ...NextCall[]]
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
  /** Whether a workflow that waited for approval goes on. */
  answered: boolean
}
export type CancelledReport = {
  kind: 'generation_cancelled'
  scene: SceneReport
  already: boolean
  reason?: string
  /** Who held the running step and may still work on it. */
  stopped?: HolderReport
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
  /** Each try at the prose, the first one first. */
  attemptsHistory: GenerationAttempt[]
  /** When the scene was taken up again, from what, and why it had ended. */
  resumeHistory: { [key: string]: unknown }[]
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
  newerFormat?: number
  actions: NextCall['tool'][]
}
export type ListReport = {
  kind: 'generation_list'
  filter: ListFilter
  sortBy: ListSort
  workspace: string
  /** A workspace that isn't there has no scenes yet. */
  workspaceExists: boolean
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
