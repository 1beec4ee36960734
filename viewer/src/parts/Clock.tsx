import { useEffect, useState } from 'preact/hooks'
import { moveAlong } from './frames.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/**
 * Draws again each second while `ticking`; only what uses it is drawn, never the page.
 *
 * @returns how many seconds it has ticked so far
 */
export function useSecond(ticking: boolean): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    if (!ticking) return
    const tick = () => setCount((before) => before + 1)
    listeners.add(tick)
    // One timer for all clocks: hundreds of them then tick in one drawing.
    timer ??= setInterval(tickAll, 1000)
    return () => {
      listeners.delete(tick)
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }, [ticking])
  return count
}

function tickAll(): void {
  // A tab out of sight needs no clock; it is right again with the first tick in sight.
  if (document.visibilityState !== 'visible') return
  for (const tick of listeners) tick()
  moveAlong()
}
