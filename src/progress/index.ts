/** Writing and reading the progress of a story. */
export type { ProgressTrackerOptions } from './options.ts'
export { packageFile } from './package-file.ts'
export type { PhaseOption } from './phase-definitions.ts'
export {
  checkStale,
  readLiveness,
  readStory,
  type StaleCheck,
  type StoryReading,
  writerPresence,
} from './read-story.ts'
export { type AssetPatch, type NewAsset, SkeletonWriter } from './skeleton-writer.ts'
export { ProgressTracker } from './tracker.ts'
export type { TrackerWarning } from './warnings.ts'
export { writeProgressError } from './write-error.ts'
