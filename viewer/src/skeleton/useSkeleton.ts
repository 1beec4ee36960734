import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks'
import { SkeletonStore } from './store.ts'

/** The skeleton's store for the life of the panel; the component draws itself anew whenever the store tells. */
export function useSkeleton(signal: number, listed: false | undefined, embedded: unknown): SkeletonStore {
  const [store] = useState(() => new SkeletonStore(embedded === undefined ? undefined : { value: embedded }))
  const [, draw] = useReducer((count: number) => count + 1, 0)
  useLayoutEffect(() => store.subscribe(() => draw(undefined)), [store])
  useEffect(() => {
    // A live server names the file when it changes, so a missing one may be asked for at every signal.
    if (signal > 0 || embedded !== undefined)
      store.look(document.documentElement.dataset['server'] === 'live')
  }, [store, signal, embedded])
  useEffect(() => {
    if (listed === false) store.sawNone()
  }, [store, listed])
  useEffect(() => () => store.close(), [store])
  return store
}
