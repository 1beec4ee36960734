import { useEffect, useState } from 'preact/hooks'
import { moveAlong } from './frames.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let tickedMs = 0

const SECOND_MS = 1000
/** From here on a second is nearly over. */
const NEARLY_MS = 600

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
    timer ??= setInterval(tickAll, SECOND_MS)
    return () => {
      listeners.delete(tick)
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }, [ticking])
  return count
}

/** Ticks now, where the second is nearly over: whoever draws the page anew takes the clocks along, and spares a drawing. */
export function tickAlong(): void {
  if (timer === undefined || performance.now() - tickedMs < NEARLY_MS) return
  clearInterval(timer)
  timer = setInterval(tickAll, SECOND_MS)
  tickAll()
}

function tickAll(): void {
  // A tab out of sight needs no clock; it is right again with the first tick in sight.
  if (document.visibilityState !== 'visible') return
  tickedMs = performance.now()
  for (const tick of listeners) tick()
  moveAlong()
}
