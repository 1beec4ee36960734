import { useRef } from 'preact/hooks'
import { useFrames } from '../parts/frames.ts'

/** One bar's heights, frame by frame; the three bars go through them one after the other. */
const HEIGHTS = [0.3, 0.45, 0.65, 0.85, 1, 0.85, 0.65, 0.45]

/** Three bars that rise and fall while something is made. */
export function LoaderBars({ moving }: { moving: boolean }) {
  const bars = useRef<HTMLSpanElement>(null)
  useFrames(moving, (frame) => {
    for (const [index, bar] of [...(bars.current?.children ?? [])].entries()) {
      const height = HEIGHTS[(frame + index * 3) % HEIGHTS.length] ?? 1
      if (bar instanceof HTMLElement) bar.style.transform = `scaleY(${height})`
    }
  })
  return (
    <span ref={bars} class="tp-bars" data-moving={moving} aria-hidden="true">
      <span />
      <span />
      <span />
    </span>
  )
}
