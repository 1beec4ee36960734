import { setImmediate as nextTurn } from 'node:timers/promises'

/** A request that comes in the middle waits this long at most, and a little for what is being looked at. */
const SLICE_MS = 4

/**
 * Works on many items without keeping requests waiting: after each slice of time the event loop has its turn.
 *
 * @example await inSlices(names, (name) => found.push(look(name)))
 */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let end = performance.now() + SLICE_MS
  for (const item of items) {
    work(item)
    if (performance.now() < end) continue
    await nextTurn()
    end = performance.now() + SLICE_MS
  }
}

/**
 * Makes a long look that is never made twice at once. Who asks while one goes on shares the next: what that one has
 * passed by may have changed since.
 *
 * @example const look = oneAtATime(() => lookAtAllStories())
 */
export function oneAtATime<Result>(look: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Result> | undefined
  const begin = (): Promise<Result> => {
    waiting = undefined
    const now = look()
    // Whoever asked for this look is told of its failure; the next one begins all the same.
    last = now.catch(() => {})
    return now
  }
  return () => {
    waiting ??= last.then(begin)
    return waiting
  }
}
