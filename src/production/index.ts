/** Long runs that can be watched, paused, trusted and resumed. */

export type { Criterion, Judgement } from './criteria.ts'
export { SEVEN_DAY_PILOT, THIRTY_DAY_RUN } from './criteria-presets.ts'
export { type Colours, plainDisplay, productionLines, progressDisplay, wrap } from './display/index.ts'
export { documentException } from './exceptions.ts'
export { PermanentError } from './failure.ts'
export { type ProductionReading, type RunReading, readProduction, readRun } from './inspect.ts'
export { ProductionMonitor, type ProductionSummary } from './monitor.ts'
export type { ProductionMonitorOptions } from './options.ts'
export { pauseRun, resumeRun, waitingWords } from './pause-file.ts'
export { type PreflightCheck, type PreflightOptions, preflight } from './preflight.ts'
export { redoSegments } from './redo.ts'
export { type ReportOptions, writeReport } from './report/index.ts'
export type { RetryOptions } from './retry.ts'
export { runsBelow } from './runs-below.ts'
export type {
  Segment,
  SegmentAttempt,
  SegmentContext,
  SegmentList,
  SegmentResult,
  SegmentWork,
} from './segment.ts'
