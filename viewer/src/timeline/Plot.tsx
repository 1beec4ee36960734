import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { clockTime, exactly } from '../judge/words.ts'
import type { Bar } from './bars.ts'
import { barsOf, type Chart, type Row } from './chart.ts'
import { moved } from './keys.ts'
import { paint } from './paint.ts'
import { barAt, planOf } from './plan.ts'
import { FAR_DAYS } from './plausible.ts'
import { useColourScheme } from './useColourScheme.ts'
import { useDrawn } from './useDrawn.ts'
import { barInWords } from './words.ts'

/** What the reader points at: a step, and one of its tasks or (`''`) its own bar. It outlives every update. */
type Pointed = { row: string; id: string }

const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** The bars; pointer and arrow keys give the exact figures of one. */
export function Plot({ chart: newest }: { chart: Chart }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Axis, labels and bars are all of this one chart, so that they always tell the same.
  const chart = useDrawn(newest, canvas)
  const width = useWidth(canvas)
  const [pointed, setPointed] = useState<Pointed | undefined>(undefined)
  const [byKey, setByKey] = useState(false)
  const readout = useId()
  const { tops, height } = planOf(chart.rows)
  const row = chart.rows.find((one) => one.name === pointed?.row)
  const bar = row && barsOf(row).find((one) => one.id === pointed?.id)
  const dark = useColourScheme()
  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) paint(canvas.current, chart, width, bar)
  }, [chart, width, bar, dark])
  const point = (to: { row: Row; bar: Bar } | undefined, key: boolean) => {
    setByKey(key)
    setPointed(to && { row: to.row.name, id: to.bar.id })
  }
  const onPointer = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect()
    if (box) point(barAt(chart, width, event.clientX - box.left, event.clientY - box.top), false)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && bar !== undefined) {
      event.preventDefault()
      point(undefined, true)
      return
    }
    const next = moved(chart, row, bar, event.key)
    if (next === undefined) return
    event.preventDefault()
    point(next, true)
  }
  return (
    <div class="tl-plot">
      <p class="tl-axis" aria-hidden="true">
        {TICKS.map((part) => (
          <span key={part}>{clockTime(chart.startMs + part * (chart.endMs - chart.startMs))}</span>
        ))}
      </p>
      <div
        class="tl-bars"
        role="application"
        aria-roledescription="timeline"
        aria-label={`Timeline of ${chart.rows.length} steps over ${exactly(chart.endMs - chart.startMs)}; the arrow keys, Home and End walk over its bars`}
        aria-describedby={readout}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk over the bars inside
        tabIndex={0}
        onKeyDown={onKey}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setPointed(undefined)}
      >
        <canvas ref={canvas} style={{ height: `${height}px` }} />
        {chart.rows.map((one, index) => (
          <p
            key={one.name}
            class="tl-label"
            data-waits={one.own === undefined}
            style={{ top: `${tops[index] ?? 0}px` }}
          >
            <bdi>{one.label.slice(0, 120)}</bdi>
            {one.own && <span>{exactly(one.own.to - one.own.from)}</span>}
            {one.earlier.length > 0 && <span>attempt {one.earlier.length + 1}</span>}
          </p>
        ))}
      </div>
      <p class="tl-readout" id={readout} aria-live={byKey ? 'polite' : 'off'}>
        {row && bar ? (
          <bdi>{barInWords(bar, row)}</bdi>
        ) : (
          'Point at a bar, or use the arrow keys, for its exact times.'
        )}
      </p>
      {chart.absurd > 0 && (
        <p class="tl-absurd">
          {chart.absurd === 1 ? '1 time is' : `${chart.absurd} times are`} left out: more than {FAR_DAYS} days
          from the others.
        </p>
      )}
    </div>
  )
}

function useWidth(canvas: { current: HTMLCanvasElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [canvas])
  return width
}
