import { clockTime } from '../judge/words.ts'
import { type Answer, ConditionalFile } from '../source/conditional.ts'
import { followEvents } from '../source/event-stream.ts'
import { createStore, type Store } from '../source/store.ts'
import { hasStories } from './stories.ts'

/** What is wrong with the list, and since when. */
export type Trouble = { kind: Exclude<Answer['kind'], 'same' | 'json'>; sinceMs: number }

export type IndexState = {
  /** The last good `_stories.json`; it is judged again as time goes by. */
  value: unknown
  trouble: Trouble | undefined
  clockOffsetMs: number
}

const LIMIT_BYTES = 64 * 1024 * 1024
const POLL_MS = 2_000
/** While the server tells of changes, asking is only there for what it can't tell, such as silence. */
const TOLD_POLL_MS = 10_000

/** Follows `_stories.json`: told by the server's events where it has them, and by asking. */
export function followStories(): Store<IndexState> {
  const store = createStore<IndexState>({
    value: undefined,
    trouble: undefined,
    clockOffsetMs: 0,
  })
  const file = new ConditionalFile('_stories.json', LIMIT_BYTES)
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = false
  let asking = false
  let again = false

  const ask = async (): Promise<void> => {
    again = asking
    if (asking) return
    asking = true
    clearTimeout(timer)
    take(store, file, await file.ask())
    asking = false
    if (again) return ask()
    if (document.visibilityState === 'visible') timer = setTimeout(ask, told ? TOLD_POLL_MS : POLL_MS)
  }

  document.addEventListener('visibilitychange', () => void ask())
  if (document.documentElement.dataset['server'] === 'live') {
    const hear = () => {
      told = true
      void ask()
    }
    const silent = () => {
      told = false
    }
    followEvents({ events: { hello: hear, change: hear }, lost: silent, rested: silent })
  }
  void ask()
  return store
}

function take(store: Store<IndexState>, file: ConditionalFile, answer: Answer): void {
  const before = store.get().trouble
  if (answer.kind === 'same') {
    if (before !== undefined && before.kind !== 'malformed') store.set({ trouble: undefined })
    return
  }
  if (answer.kind === 'json' && hasStories(answer.value)) {
    const offset = file.serverTimeMs === undefined ? 0 : file.serverTimeMs + 500 - Date.now()
    store.set({
      value: answer.value,
      trouble: undefined,
      clockOffsetMs: Math.abs(offset) > 2_000 ? offset : 0,
    })
    return
  }
  const kind = answer.kind === 'json' ? 'malformed' : answer.kind
  if (before?.kind !== kind) store.set({ trouble: { kind, sinceMs: Date.now() } })
}

const WORDS: { [Kind in Trouble['kind']]: string } = {
  absent: 'This server keeps no list of stories ("story-monitor serve" does, for a folder of stories)',
  malformed: "The list of stories can't be read",
  'too-large': 'The list of stories is too large to show',
  refused: 'The server refuses to give the list of stories',
  unreachable: "The server can't be reached",
}

/** The moment to judge the list by, ms since 1970: while nobody answers, time stands still, for nothing is known. */
export const listTimeMs = ({ trouble, clockOffsetMs }: IndexState): number =>
  (trouble?.kind === 'unreachable' ? trouble.sinceMs : Date.now()) + clockOffsetMs

/** The sentence for what is wrong, with the time since when. */
export const troubleWords = (trouble: Trouble): string =>
  `${WORDS[trouble.kind]} since ${clockTime(trouble.sinceMs)}`
