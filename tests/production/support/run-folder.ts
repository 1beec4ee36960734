import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type LiveStatusFile,
  liveStatusSchema,
  type SegmentLine,
  segmentLineSchema,
} from 'story-monitor/contract'

/** LIVE_STATUS.json of a folder, checked against the published schema. */
export const statusIn = (folder: string): LiveStatusFile =>
  liveStatusSchema.parse(JSON.parse(readFileSync(join(folder, 'LIVE_STATUS.json'), 'utf8')))

/** The lines of _segments.jsonl, each checked against the published schema. */
export const linesIn = (folder: string): SegmentLine[] =>
  readFileSync(join(folder, '_segments.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => segmentLineSchema.parse(JSON.parse(line)))

export const idsIn = (folder: string): string[] => linesIn(folder).map((line) => line.id)

/** Ids `s1` to `s<count>`. */
export const segments = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `s${index + 1}`)

/** Retries without waiting, for tests that are not about waiting. */
export const AT_ONCE = { delaySeconds: 0 }
