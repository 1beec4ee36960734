import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { clockTime } from '../judge/words.ts'
import { type Bar, barInWords, type Chart, exactly, type Row } from './chart.ts'
import { paint } from './paint.ts'
import { barAt, planOf } from './plan.ts'
import { useInSight } from './useInSight.ts'

/** What the reader points at: a step, and one of its tasks or (`''`) its own bar. It outlives every update. */
type Pointed = { row: string; id: string }

const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** The bars; pointer and arrow keys give the exact figures of one. */
export function Plot({ chart }: { chart: Chart }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(canvas)
  const [pointed, setPointed] = useState<Pointed | undefined>(undefined)
  const [byKey, setByKey] = useState(false)
  const readout = useId()
  const { tops, height } = planOf(chart.rows)
  const row = chart.rows.find((one) => one.name === pointed?.row)
  const bar = row && barsOf(row).find((one) => one.id === pointed?.id)
  const inSight = useInSight(canvas)
  useLayoutEffect(() => {
    if (canvas.current && inSight && width > 0) paint(canvas.current, chart, width, bar)
  }, [chart, width, bar, inSight])
  const point = (to: { row: Row; bar: Bar } | undefined, key: boolean) => {
    setByKey(key)
    setPointed(to && { row: to.row.name, id: to.bar.id })
  }
  const onPointer = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect()
    if (box) point(barAt(chart, width, event.clientX - box.left, event.clientY - box.top), false)
  }
  const onKey = (event: KeyboardEvent) => {
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
        aria-label={`Timeline of ${chart.rows.length} steps over ${exactly(chart.endMs - chart.startMs)}; the arrow keys walk over its bars`}
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
    </div>
  )
}

const barsOf = (row: Row): Bar[] => (row.own ? [row.own, ...row.tasks] : [])

/** The bar that an arrow key leads to: along a step's bars in time, or to the step above or below. */
function moved(chart: Chart, row: Row | undefined, bar: Bar | undefined, key: string) {
  const rows = chart.rows.filter((one) => one.own !== undefined)
  const steps: { [key: string]: readonly [number, number] } = {
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
  }
  const [down, along] = steps[key] ?? []
  if (down === undefined || along === undefined) return undefined
  const first = rows[0]
  if (row === undefined || bar === undefined) return first?.own && { row: first, bar: first.own }
  const target = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + down))] ?? row
  if (target !== row) return target.own && { row: target, bar: target.own }
  const bars = barsOf(row)
  const next = bars[Math.max(0, Math.min(bars.length - 1, bars.indexOf(bar) + along))]
  return next && { row, bar: next }
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
