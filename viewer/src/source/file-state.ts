import { clockTime } from '../judge/words.ts'
import type { Answer } from './conditional.ts'
import { readSafely } from './read-safely.ts'
import { type FileState, viewOf } from './state.ts'

/**
 * The next state of a file after an answer: a bad answer never takes away what was good, it only says since when.
 *
 * @returns the very same object when nothing changed, so that nothing is drawn again
 */
export function nextFileState<View>(
  name: string,
  before: FileState<View>,
  answer: Answer,
  read: (value: unknown) => View | undefined,
): FileState<View> {
  if (answer.kind === 'same') return before
  if (answer.kind === 'json') {
    const view = readSafely(answer.value, read)
    return view === undefined
      ? trouble(before, `${name} doesn't hold what it should`)
      : { kind: 'good', view }
  }
  const last = viewOf(before)
  switch (answer.kind) {
    case 'absent':
      return last === undefined ? absent(before) : trouble(before, `${name} is missing`)
    case 'malformed':
      return trouble(before, `${name} can't be read`)
    case 'too-large':
      return trouble(
        before,
        `${name} is larger than ${Math.round(answer.limitBytes / 1024 / 1024)} MB, too large to show`,
      )
    case 'refused':
      return trouble(before, `the server answers ${answer.status} for ${name}`)
    case 'unreachable':
      return before
  }
}

const absent = <View>(before: FileState<View>): FileState<View> =>
  before.kind === 'absent' ? before : { kind: 'absent' }

function trouble<View>(before: FileState<View>, words: string): FileState<View> {
  if (before.kind === 'trouble' && before.words === words) return before
  const sinceMs = before.kind === 'trouble' ? before.sinceMs : Date.now()
  return { kind: 'trouble', words, sinceMs, last: viewOf(before) }
}

/** What is wrong with a file, and since when. */
export function troubleWords<View>(state: FileState<View>): string | undefined {
  return state.kind === 'trouble' ? `${state.words} since ${clockTime(state.sinceMs)}` : undefined
}

/** The whole sentence for a file in trouble. */
export function troubleSentence<View>(state: FileState<View>): string | undefined {
  const words = troubleWords(state)
  if (words === undefined) return undefined
  return `${words}; ${viewOf(state) === undefined ? 'nothing to show yet' : 'showing the last good state'}`
}
