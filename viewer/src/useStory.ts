import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks'
import { type Moment, momentTeller } from './judge/moments.ts'
import { judge, type Seen, waitsForInspection } from './judge/picture.ts'
import { storyIn } from './judge/story.ts'
import { tickAlong } from './parts/Clock.tsx'
import { moveAlong } from './parts/frames.ts'
import { seeRun } from './production/judge-run.ts'
import type { StorySource } from './source/index.ts'
import { type StoryState, viewOf } from './source/state.ts'

/** The state of the story and how it is judged; draws again when either changes, and not when only time passes. */
export function useStory(source: StorySource): {
  state: StoryState
  seen: Seen | undefined
  runSeen: Seen | undefined
} {
  const { store } = source
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const shown = useRef('')
  const state = store.get()
  const seen = judge(state, source.witness)
  const runSeen = seeRun(state, source.runWitness)
  shown.current = wordsOf(seen, runSeen)
  useLayoutEffect(() => {
    const stop = store.subscribe(() => {
      redraw(undefined)
      tickAlong()
      moveAlong()
    })
    // The first answer may have come between drawing and listening.
    if (store.get() !== state) redraw(undefined)
    return stop
  }, [store])
  const runs =
    viewOf(state.run) !== undefined ||
    (storyIn(state)?.view.phases.some((phase) => phase.status === 'running') ?? false)
  useEffect(() => {
    if (!runs || store.get().connection.kind === 'report') return
    // Silence makes no event: only looking at the clock tells that a heartbeat is missing.
    const timer = setInterval(() => {
      const now = store.get()
      if (wordsOf(judge(now, source.witness), seeRun(now, source.runWitness)) !== shown.current)
        redraw(undefined)
    }, 500)
    return () => clearInterval(timer)
  }, [source, store, runs])
  return { state, seen, runSeen }
}

const wordsOf = (...seen: (Seen | undefined)[]): string =>
  seen.map((one) => (one ? `${one.state}: ${one.reason}` : '')).join('\n')

/** Calls back with what happened between two drawings, and keeps the words for the screen reader. */
export function useMoments(
  state: StoryState,
  seen: Seen | undefined,
  onMoments: (moments: readonly Moment[]) => void,
): string {
  const [tell] = useState(momentTeller)
  const [words, setWords] = useState('')
  const view = storyIn(state)?.view
  useEffect(() => {
    // Before skeleton and tasks have been looked at, what they tell would seem to come while the page is open.
    if (!view || !seen || state.hasSkeleton === undefined || state.tasks.kind === 'loading') return
    const moments = tell({ view, seen, waits: waitsForInspection(view, state.hasSkeleton) })
    if (moments.length === 0) return
    setWords(moments.map((moment) => moment.words).join('. '))
    onMoments(moments)
  })
  return words
}
