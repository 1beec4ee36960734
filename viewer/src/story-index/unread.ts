import {
  listOf,
  ownValue,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  textOf,
  timeOf,
} from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { clockTime } from '../judge/words.ts'

/** A file of a story that can't be read, and since when: what is shown of it is from before. */
export type Unread = { file: string; sinceMs: number }

/** What an entry of `_stories.json` says under `unread`. */
export const unreadIn = (story: unknown): Unread[] =>
  listOf(ownValue(story, 'unread')).flatMap((entry) => {
    const file = textOf(ownValue(entry, 'file'))
    const sinceMs = timeOf(ownValue(entry, 'since_ts'))
    return file === undefined || sinceMs === undefined ? [] : [{ file, sinceMs }]
  })

/** The sentence for a card. */
export const unreadSentence = (unread: Unread): string =>
  `${unreadWords(unread)}; what is shown of it is from before`

const unreadWords = ({ file, sinceMs }: Unread): string => `${file} can't be read since ${clockTime(sinceMs)}`

/**
 * How a story is whose progress can't be read: what moves may have stopped, and what was never read may be anything.
 *
 * @returns undefined where what was read before still says how it is
 */
export function unseenBehind(unread: readonly Unread[], view: ProgressView | undefined): Seen | undefined {
  const progress = unread.find(({ file }) => file === PROGRESS_JSON_FILENAME)
  if (progress === undefined) return undefined
  const isAtRest = view?.updatedMs !== undefined && view.phases.every(({ status }) => status !== 'running')
  return isAtRest ? undefined : { state: 'unseen', reason: unreadWords(progress) }
}
