import { useEffect, useRef } from 'preact/hooks'

/** Some pictures a second: what the browser animates by itself costs a frame sixty times a second, ten times as much. */
const FRAME_MS = 400
/** A picture this soon after the one before would look hurried. */
const SOONEST_MS = 200

const drawers = new Set<(frame: number) => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let drawnMs = 0
let frame = 0

/**
 * Calls back with a new frame number while `moving`, for all of the page at once; never where the reader wants less
 * motion or does not look.
 *
 * @example useFrames(moving, (frame) => turn(frame * 45))
 */
export function useFrames(moving: boolean, draw: (frame: number) => void): void {
  const latest = useRef(draw)
  latest.current = draw
  useEffect(() => {
    if (!moving || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const drawer = (number: number) => latest.current(number)
    drawers.add(drawer)
    timer ??= setTimeout(drawAll, FRAME_MS)
    return () => {
      drawers.delete(drawer)
      if (drawers.size > 0) return
      clearTimeout(timer)
      timer = undefined
    }
  }, [moving])
}

/**
 * Draws the next frame now, where it is nearly due: whoever changes the page takes what moves along, for two drawings cost
 * twice as much as one.
 */
export function moveAlong(): void {
  if (timer !== undefined && performance.now() - drawnMs >= SOONEST_MS) drawAll()
}

function drawAll(): void {
  clearTimeout(timer)
  timer = setTimeout(drawAll, FRAME_MS)
  if (document.visibilityState !== 'visible') return
  drawnMs = performance.now()
  frame += 1
  for (const draw of drawers) draw(frame)
}
