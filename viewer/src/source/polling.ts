import { soundRemembered } from '../sound/chime.ts'
import { type StoryState, viewOf } from './state.ts'
import type { Store } from './store.ts'
import type { StoryFiles } from './story-files.ts'

const POLL_MS = 2_000
/** A file that isn't there is asked for more rarely: each 404 is a line in the browser's console. */
const ABSENT_MS = 10_000

/** Out of sight a page is only heard, and a chime may come a little later. */
const HIDDEN_MS = 6_000

/**
 * Asks for the files every two seconds while the page is in sight, and now and then out of sight where it is to chime.
 *
 * @param onReach told after each round whether anybody answered
 * @returns the way to stop
 */
export function poll(
  files: StoryFiles,
  store: Store<StoryState>,
  onReach: (reached: boolean) => void,
): () => void {
  const askedAt = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const isDue = (name: string, everyMs: number): boolean => {
    const now = performance.now()
    const last = askedAt.get(name)
    // A little early is due as well: timers are never exact, and the next round would be two seconds late.
    if (last !== undefined && now - last < everyMs - 100) return false
    askedAt.set(name, now)
    return true
  }

  const round = async (): Promise<void> => {
    const due = files.small.filter((file) => isDue(file.name, file.absent() ? ABSENT_MS : POLL_MS))
    if (isDue('skeleton', directorHasBegun(store.get()) ? POLL_MS : ABSENT_MS)) files.lookAtSkeleton()
    const reached = await Promise.all(due.map((file) => file.ask()))
    if (stopped) return
    if (reached.length > 0) onReach(reached.some(Boolean))
    schedule()
  }

  const schedule = () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') timer = setTimeout(round, POLL_MS)
    else if (soundRemembered()) timer = setTimeout(round, HIDDEN_MS)
  }

  const onVisibility = () => {
    if (document.visibilityState !== 'visible') schedule()
    else {
      clearTimeout(timer)
      void round()
    }
  }

  document.addEventListener('visibilitychange', onVisibility)
  void round()
  return () => {
    stopped = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisibility)
  }
}

/** Before the director has begun there is no skeleton to expect, and no reason to ask often. */
function directorHasBegun(state: StoryState): boolean {
  const director = viewOf(state.progress)?.phases.find((phase) => phase.name === 'director')
  return director !== undefined && director.status !== 'pending'
}
