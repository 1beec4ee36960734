/** The files' contract: names, tolerant readers and the rules that every view shares. It loads nothing else. */
export { abandonedIn, type PresenceOf } from './abandoned.ts'
export { ATTENTION, type ShownState } from './attention.ts'
export { bytesInWords } from './bytes.ts'
export { durationAsClock, durationInWords } from './duration.ts'
export { type Eta, type PhaseEvidence, pastError, phaseEta, totalEta } from './eta.ts'
export { etaAt, etaInWords, pastErrorInWords } from './eta-words.ts'
export { type FailureView, failuresOf, isEarlierFailure } from './failures.ts'
export * from './generation-names.ts'
export type {
  GenerationAttempt,
  GenerationError,
  GenerationState,
  GenerationStepState,
  StepHolder,
} from './generation-schema.ts'
export {
  CRITERION_STATES,
  CRITERION_TIERS,
  type CriterionState,
  type CriterionTier,
  type CriterionView,
  HEALTH_STATES,
  type HealthState,
  isStoppedByCriterion,
  LIVE_STATUS_SECONDS,
  type LiveStatusView,
  PAUSE_ENDS,
  PAUSE_FILENAME,
  type PauseEnd,
  RUN_STATUSES,
  type RunStatus,
  SEGMENT_OUTCOMES,
  SEGMENTS_FILENAME,
  type SegmentOutcome,
  SILENT_AFTER_SECONDS,
  TRENDS,
  type Trend,
} from './live-status.ts'
export { readLiveStatus } from './live-status-reading.ts'
export { judgeLiveness, type Liveness, type Observation } from './liveness.ts'
export * from './names.ts'
export { fractionOf, overallFraction, percentOf, phaseEtaSeconds, phaseSeconds } from './overall.ts'
export {
  countByType,
  countTasks,
  derivePhaseState,
  type PhaseState,
  phaseStateBy,
  settleTasks,
  type TaskCounts,
} from './phase-state.ts'
export {
  countedByTasks,
  countedByType,
  isPipeline,
  pipelineOf,
  type StepView,
} from './pipeline.ts'
export { productionCommand } from './production-command.ts'
export {
  type EtaView,
  given,
  isSameWriter,
  type PhaseAttempt,
  type PhaseFailure,
  type PhaseView,
  type ProgressView,
  phaseWriterOf,
  readProgress,
  type WriterView,
  writerOf,
} from './progress-view.ts'
export {
  countOf,
  type Dictionary,
  isDictionary,
  listOf,
  ownValue,
  textOf,
  timeOf,
  wordOf,
} from './reading.ts'
export {
  type AssetCounts,
  type AssetView,
  type ChapterView,
  readSkeleton,
  resultAddress,
  type SceneView,
  type SkeletonView,
  safeResultPath,
  skeletonMisfit,
} from './skeleton-view.ts'
export { settleSummary, summarizeTasks, type TaskSummary } from './task-summary.ts'
export {
  isActiveTask,
  readTaskList,
  readTasks,
  type TaskAttempt,
  type TaskListView,
  type TaskView,
} from './tasks-view.ts'
export { progressOfTasks, stepsByTasks, toldBySteps, toldByTasks } from './told-by-tasks.ts'
export { labelOf, type PhaseDefinition, phasesOf } from './workflows.ts'
