import { useEffect, useRef } from 'preact/hooks'

/** Four pictures a second: what the browser animates by itself costs a frame sixty times a second, ten times as much. */
const FRAME_MS = 250

const drawers = new Set<(frame: number) => void>()
let timer: ReturnType<typeof setInterval> | undefined
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
    timer ??= setInterval(drawAll, FRAME_MS)
    return () => {
      drawers.delete(drawer)
      if (drawers.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }, [moving])
}

function drawAll(): void {
  if (document.visibilityState !== 'visible') return
  frame += 1
  for (const draw of drawers) draw(frame)
}
