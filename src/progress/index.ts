/** Writing and reading the progress of a story. */

export type { MapTasksOptions } from './map-tasks.ts'
export { deliveryInWords, type FailedDelivery, lastFailedDelivery } from './notify/failed-deliveries.ts'
export type { NotifyOptions } from './notify/options.ts'
export type { ProgressTrackerOptions } from './options.ts'
export { packageFile } from './package-file.ts'
export type { PhaseOption } from './phase-definitions.ts'
export {
  checkStale,
  readLiveness,
  readPhases,
  readStory,
  type StaleCheck,
  type StoryReading,
  storyReader,
  writerPresence,
} from './read-story.ts'
export { type AssetPatch, type NewAsset, SkeletonWriter } from './skeleton-writer.ts'
export type { TaskHandle } from './task-handle.ts'
export type { NewTask, TaskPatch } from './task-keys.ts'
export { ProgressTracker } from './tracker.ts'
export { writeProgressError } from './write-error.ts'
