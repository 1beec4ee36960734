import { durationInWords, type ProgressView, type StepView } from '../../../src/contract/index.ts'
import { clockTime } from '../judge/words.ts'
import { MARK_WORDS, type Mark, markOf } from '../tasks/StateMark.tsx'
import { nameOf } from '../tasks/TaskRow.tsx'

/** Something that took time, with where it is drawn. Times in ms since 1970. */
export type Bar = { id: string; from: number; to: number; mark: Mark; name: string; lane: number }

/** One step: its own bar, its tasks in lanes, and since when it could have run. */
export type Row = {
  name: string
  label: string
  own: Bar | undefined
  waitedFrom: number | undefined
  tasks: Bar[]
  lanes: number
}

export type Chart = { startMs: number; endMs: number; rows: Row[] }

/** More tasks at once than this share lanes. */
const MAX_LANES = 12

/**
 * What ran when.
 *
 * @param nowMs up to when what is still open has run
 * @returns undefined while nothing has a time
 */
export function chartOf(steps: readonly StepView[], view: ProgressView, nowMs: number): Chart | undefined {
  const rows: Row[] = []
  let startMs = Number.POSITIVE_INFINITY
  let endMs = Number.NEGATIVE_INFINITY
  let freeFrom = view.startedMs
  for (const step of steps) {
    const tasks = tasksOf(step, nowMs)
    const own = ownBar(step, tasks, nowMs)
    const row = {
      name: step.phase.name,
      label: step.phase.label,
      own,
      waitedFrom: undefined,
      ...packed(tasks),
    }
    // What a first attempt did before the step began anew was no waiting.
    const begun = Math.min(own?.from ?? 0, tasks[0]?.from ?? Number.POSITIVE_INFINITY)
    const waited =
      own !== undefined && begun === own.from && freeFrom !== undefined && own.from - freeFrom >= 100
    rows.push(waited ? { ...row, waitedFrom: freeFrom } : row)
    if (own === undefined) continue
    freeFrom = own.to
    for (const bar of [own, ...tasks]) {
      startMs = Math.min(startMs, bar.from)
      endMs = Math.max(endMs, bar.to)
    }
  }
  if (endMs < startMs) return undefined
  return {
    startMs: Math.min(startMs, view.startedMs ?? startMs),
    endMs: Math.max(endMs, startMs + 1000),
    rows,
  }
}

function tasksOf(step: StepView, nowMs: number): Bar[] {
  return step.tasks.flatMap((task) => {
    if (task.startedMs === undefined) return []
    const to = Math.max(task.startedMs, task.completedMs ?? nowMs)
    return [{ id: task.id, from: task.startedMs, to, mark: markOf(task), name: nameOf(task), lane: 0 }]
  })
}

/** The step's own times; of a file that has none, those of its tasks. */
function ownBar({ phase, state }: StepView, tasks: readonly Bar[], nowMs: number): Bar | undefined {
  const from = phase.startedMs ?? least(tasks.map((task) => task.from))
  if (from === undefined) return undefined
  const ended =
    phase.finishedMs ?? (phase.status === 'running' ? undefined : most(tasks.map((task) => task.to)))
  return { id: '', from, to: Math.max(from, ended ?? nowMs), mark: state, name: phase.label, lane: 0 }
}

const least = (all: readonly number[]) =>
  all.length === 0 ? undefined : all.reduce((a, b) => Math.min(a, b))
const most = (all: readonly number[]) => (all.length === 0 ? undefined : all.reduce((a, b) => Math.max(a, b)))

/** Each bar into the first lane that is free when it begins. */
function packed(bars: Bar[]): { tasks: Bar[]; lanes: number } {
  const ends: number[] = []
  const tasks = bars.sort((one, other) => one.from - other.from)
  for (const bar of tasks) {
    let lane = ends.findIndex((end) => end <= bar.from)
    if (lane < 0) lane = ends.length < MAX_LANES ? ends.length : ends.indexOf(Math.min(...ends))
    ends[lane] = Math.max(ends[lane] ?? 0, bar.to)
    bar.lane = lane
  }
  return { tasks, lanes: ends.length }
}

/** The exact figures of a bar in words. */
export function barInWords(bar: Bar, row: Row): string {
  const isTask = bar !== row.own
  const parts = [
    isTask ? `${bar.name} (${row.label})` : row.label,
    bar.mark === 'active' ? `since ${clockTime(bar.from)}` : `${clockTime(bar.from)} to ${clockTime(bar.to)}`,
    exactly(bar.to - bar.from),
    MARK_WORDS[bar.mark].toLowerCase(),
  ]
  const waited = isTask && row.own ? bar.from - row.own.from : bar.from - (row.waitedFrom ?? bar.from)
  if (waited >= 100) parts.push(`waited ${exactly(waited)}`)
  return parts.join(' · ')
}

/** Below a minute with tenths: steps of a fast pipeline differ by less than a second. */
export const exactly = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : durationInWords(ms / 1000)
