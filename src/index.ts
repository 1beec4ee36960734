/** What a pipeline imports. It loads no server, no schema library and no view. */
export {
  DEFAULT_PHASE_ORDER,
  type Liveness,
  PHASE_STATUS_FILENAME,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  VIEWER_HTML_FILENAME,
} from './contract/index.ts'
export { type ErrorCode, StoryMonitorError } from './errors.ts'
export {
  GenerationStore,
  type ListReport,
  type NextCall,
  type Outcome,
  type Refusal,
  type RefusalCode,
  type Report,
  type ResumePlan,
  renderRefusal,
  renderReport,
  type StatusReport,
} from './generation/index.ts'
export type { HostWarning } from './host/index.ts'
export {
  type Criterion,
  PermanentError,
  ProductionMonitor,
  type ProductionMonitorOptions,
  type ProductionSummary,
  type RetryOptions,
  SEVEN_DAY_PILOT,
  type Segment,
  type SegmentAttempt,
  type SegmentContext,
  type SegmentList,
  type SegmentResult,
  THIRTY_DAY_RUN,
} from './production/index.ts'
export {
  type AssetPatch,
  checkStale,
  type MapTasksOptions,
  type NewAsset,
  type NewTask,
  type NotifyOptions,
  type PhaseOption,
  ProgressTracker,
  type ProgressTrackerOptions,
  readLiveness,
  readStory,
  SkeletonWriter,
  type StaleCheck,
  type StoryReading,
  type TaskHandle,
  type TaskPatch,
  writeProgressError,
} from './progress/index.ts'
