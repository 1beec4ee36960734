import { embeddedState } from './embedded.ts'
import { followLive } from './live.ts'
import { poll } from './polling.ts'
import { initialState, type StoryState } from './state.ts'
import { createStore, type Store } from './store.ts'
import { storyFiles } from './story-files.ts'
import { Witness } from './witness.ts'

/** The story as this page knows it, and what the page itself witnessed. */
export type StorySource = { store: Store<StoryState>; witness: Witness; runWitness: Witness }

/**
 * Starts following the story beside this page: a report's own data, the live server's events, or any static server.
 *
 * @example const { store } = followStory(); store.subscribe(() => draw(store.get()))
 */
export function followStory(): StorySource {
  const witness = new Witness()
  const runWitness = new Witness()
  const embedded = embeddedState()
  const store = createStore<StoryState>({ ...initialState, ...embedded })
  if (embedded) return { store, witness, runWitness }
  const files = storyFiles(store, witness, runWitness)
  if (document.documentElement.dataset['server'] === 'live') followLive(files, store, [witness, runWitness])
  else poll(files, store, (reached) => onReach(store, reached))
  return { store, witness, runWitness }
}

function onReach(store: Store<StoryState>, reached: boolean): void {
  const before = store.get().connection.kind
  if (reached && before !== 'polling') store.set({ connection: { kind: 'polling' } })
  if (!reached && before !== 'unreachable') {
    store.set({ connection: { kind: 'unreachable', sinceMs: Date.now() } })
  }
}
