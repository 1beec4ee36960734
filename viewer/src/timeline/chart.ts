import type { ProgressView, StepView, TaskView } from '../../../src/contract/index.ts'
import { type Bar, stepBars, taskBars } from './bars.ts'
import { plausibleTimes } from './plausible.ts'

/** One step: its own bars, and its tasks in lanes. */
export type Row = {
  name: string
  label: string
  /** Its attempts before the present one. */
  earlier: readonly Bar[]
  own: Bar | undefined
  tasks: readonly Bar[]
  lanes: number
  /** How many tasks it has, and in how many attempts all of them together: a bar is one attempt, if its time is known. */
  taskCount: number
  attemptCount: number
}

/** `absurd`: how many times lie too far from all others to be shown. */
export type Chart = { startMs: number; endMs: number; rows: Row[]; absurd: number }

/** More tasks at once than this share lanes. */
const MAX_LANES = 12

/**
 * What ran when.
 *
 * @param nowMs up to when what is still open has run
 * @returns undefined while nothing has a time
 */
export function chartOf(steps: readonly StepView[], view: ProgressView, nowMs: number): Chart | undefined {
  const plausible = plausibleTimes(view, steps, nowMs)
  const begun = plausible.time(view.startedMs)
  const rows: Row[] = []
  let startMs = begun ?? Number.POSITIVE_INFINITY
  let endMs = Number.NEGATIVE_INFINITY
  let freeFrom = begun
  for (const step of steps) {
    const { name, label } = step.phase
    const bars = taskBars(step.tasks, plausible, nowMs)
    const own = stepBars(step, bars, freeFrom, plausible, nowMs)
    const row = { name, label, ...own, ...packed(bars), ...countsOf(step.tasks) }
    rows.push(row)
    for (const bar of barsOf(row)) {
      startMs = Math.min(startMs, bar.from)
      endMs = Math.max(endMs, bar.to)
    }
    freeFrom = row.own?.to ?? freeFrom
  }
  if (endMs === Number.NEGATIVE_INFINITY) return undefined
  return { startMs, endMs: Math.max(endMs, startMs + 1000), rows, absurd: plausible.absurd }
}

/** The bars of a step in the order in which the keys walk over them. */
export const barsOf = (row: Row): Bar[] => [...row.earlier, ...(row.own ? [row.own] : []), ...row.tasks]

function countsOf(tasks: readonly TaskView[]): { taskCount: number; attemptCount: number } {
  const attemptCount = tasks.reduce((sum, task) => sum + 1 + (task.attempts?.length ?? 0), 0)
  return { taskCount: tasks.length, attemptCount }
}

/** What of a chart changes other than by the passing of time, as one text to compare. */
export function standing(chart: Chart): string {
  const rows = chart.rows.map((row) => {
    const marks = new Map<string, number>()
    for (const { mark } of row.tasks) marks.set(mark, (marks.get(mark) ?? 0) + 1)
    return [row.name, row.label, row.lanes, row.earlier.length, row.own?.mark, [...marks]]
  })
  return JSON.stringify(rows)
}

/** Each bar into the first lane that is free when it begins. */
function packed(tasks: readonly Bar[]): { tasks: readonly Bar[]; lanes: number } {
  const ends: number[] = []
  for (const bar of tasks) {
    let lane = ends.findIndex((end) => end <= bar.from)
    if (lane < 0) lane = ends.length < MAX_LANES ? ends.length : ends.indexOf(Math.min(...ends))
    ends[lane] = Math.max(ends[lane] ?? 0, bar.to)
    bar.lane = lane
  }
  return { tasks, lanes: ends.length }
}
