import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ProgressFile, progressSchema, type SkeletonFile, skeletonSchema } from 'story-monitor/contract'

/** `_progress.json` of a folder, checked against the published schema. */
export const progressIn = (folder: string): ProgressFile =>
  progressSchema.parse(JSON.parse(readFileSync(join(folder, '_progress.json'), 'utf8')))

/** `_director_progress.json` of a folder, checked against the published schema. */
export const skeletonIn = (folder: string): SkeletonFile =>
  skeletonSchema.parse(JSON.parse(readFileSync(join(folder, '_director_progress.json'), 'utf8')))

export const statusLineIn = (folder: string): string =>
  readFileSync(join(folder, '_phase_status.txt'), 'utf8')
