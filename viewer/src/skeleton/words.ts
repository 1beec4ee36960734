import { ASSET_TYPES, type AssetCounts } from '../../../src/contract/index.ts'
import { STATUSES, type Status, type StatusCounts } from './protocol.ts'

const STATUS_WORDS: { [Word in Status]: string } = {
  done: 'done',
  running: 'running',
  generating: 'generating',
  pending: 'pending',
  error: 'failed',
  unknown: 'unknown status',
}

/** `stopped`: nothing is being made, so what the file calls running was left by a run that is over. */
export type ShownStatus = Status | 'stopped'

export const shownStatus = (status: Status, still: boolean): ShownStatus =>
  still && (status === 'running' || status === 'generating') ? 'stopped' : status

export const statusWord = (status: ShownStatus): string =>
  status === 'stopped' ? 'stopped' : STATUS_WORDS[status]

/** `1 scene`, `2 scenes`, `10,000 scenes`. */
export const amount = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** `2 images, 1 text`; the types that are there. */
export const typesInWords = (counts: AssetCounts): string =>
  ASSET_TYPES.filter((type) => counts[type] > 0)
    .map((type) =>
      type === 'audio' ? `${counts.audio.toLocaleString('en')} audio` : amount(counts[type], type),
    )
    .join(', ')

/** `3 of 10 done, 1 failed`; what the reader of a chapter wants to know first. */
export function progressInWords(counts: StatusCounts, still: boolean): string {
  const all = STATUSES.reduce((sum, word) => sum + counts[word], 0)
  if (all === 0) return ''
  const making = counts.running + counts.generating
  const parts = [`${counts.done.toLocaleString('en')} of ${all.toLocaleString('en')} done`]
  if (making > 0) parts.push(`${making.toLocaleString('en')} ${still ? 'stopped' : 'in the making'}`)
  if (counts.error > 0) parts.push(`${counts.error.toLocaleString('en')} failed`)
  return parts.join(', ')
}

/** `12:03:10` */
export const clockTime = (time: Date): string => time.toLocaleTimeString('en-GB')
