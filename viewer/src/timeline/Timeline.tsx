import { useMemo, useState } from 'preact/hooks'
import type { ProgressView, StepView } from '../../../src/contract/index.ts'
import { windowOf } from '../judge/phase-window.ts'
import { useSecond } from '../parts/Clock.tsx'
import { chartOf } from './chart.ts'
import { Plot } from './Plot.tsx'
import { TimeTable } from './TimeTable.tsx'

export type TimelineProps = {
  view: ProgressView
  steps: readonly StepView[]
  moving: boolean
  nowMs: () => number
  /** Whether it is open until the reader closes or opens it. */
  openAtFirst: boolean
}

/** What ran when, and what waited. Closed, it costs nothing. */
export function Timeline({ view, steps, moving, nowMs, openAtFirst }: TimelineProps) {
  const [open, setOpen] = useState(openAtFirst)
  if (!hasTimes(view, steps)) return null
  return (
    <details class="tl" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>Timeline</h2>
      </summary>
      {open && <OpenTimeline view={view} steps={steps} moving={moving} nowMs={nowMs} />}
    </details>
  )
}

const hasTimes = (view: ProgressView, steps: readonly StepView[]): boolean =>
  view.phases.some((phase) => phase.startedMs !== undefined) ||
  steps.some((step) => step.tasks.some((task) => task.startedMs !== undefined))

function OpenTimeline({ view, steps, moving, nowMs }: Omit<TimelineProps, 'openAtFirst'>) {
  const [asTable, setAsTable] = useState(false)
  const second = useSecond(moving)
  const count = steps.reduce((sum, step) => sum + step.tasks.length, 0)
  const chart = useMemo(
    () => {
      const { start, end } = windowOf(
        steps.map((step) => step.phase),
        { before: 0, after: 0 },
      )
      return chartOf(steps.slice(start, end), view, nowMs())
    },
    // Hundreds of tasks change twice a second, and their bars by less than a pixel: each second is soon enough.
    moving ? [second, count] : [steps, view],
  )
  if (chart === undefined) return null
  return (
    <>
      <Plot chart={chart} />
      <details class="tl-table" onToggle={(event) => setAsTable(event.currentTarget.open)}>
        <summary>The same as a table</summary>
        {asTable && <TimeTable chart={chart} />}
      </details>
    </>
  )
}
