/** One value that parts of the page watch. */
export type Store<Value> = {
  get(): Value
  /** Replaces some keys and tells whoever watches. */
  set(part: Partial<Value>): void
  /** Calls the listener after each change; gives back the way to stop. */
  subscribe(listener: () => void): () => void
}

/**
 * Makes a store.
 *
 * @example const store = createStore({ open: false }); store.set({ open: true })
 */
export function createStore<Value extends object>(initial: Value): Store<Value> {
  let current = initial
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    set(part) {
      current = { ...current, ...part }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
