import type { PhaseAttempt, StepView, TaskAttempt, TaskView } from '../../../src/contract/index.ts'
import { type Mark, markOf } from '../tasks/StateMark.tsx'
import { nameOf } from '../tasks/TaskRow.tsx'
import type { Plausible } from './plausible.ts'

/** Something that took time, with where it is drawn. Times in ms since 1970. */
export type Bar = {
  id: string
  from: number
  to: number
  mark: Mark
  name: string
  /** The task's lane below its step; undefined for the step's own bars. */
  lane: number | undefined
  /** Which attempt it is, where there was more than one. */
  attempt: number | undefined
  error: string | undefined
  /** Since when it could have run, where that is before it did. */
  waitedFrom: number | undefined
}

/** The bars of a step itself: its earlier attempts, and the present one. */
export type StepBars = { earlier: Bar[]; own: Bar | undefined }

/**
 * The step's own bars; of a file that has no times for it, one over its tasks.
 *
 * @param freeFrom when the step before was over
 */
export function stepBars(
  { phase, state, error }: StepView,
  tasks: readonly Bar[],
  freeFrom: number | undefined,
  { time }: Plausible,
  nowMs: number,
): StepBars {
  const earlier = (phase.attempts ?? []).flatMap((attempt, index): Bar[] => {
    const from = time(attempt.startedMs)
    const to = time(attempt.finishedMs)
    if (from === undefined || to === undefined) return []
    const bar = { id: `#${index}`, from, to: Math.max(from, to), mark: markOfAttempt(attempt) }
    return [
      { ...bar, name: phase.label, lane: undefined, attempt: index + 1, ...noWait, error: attempt.error },
    ]
  })
  const attempt = phase.attempts === undefined ? undefined : phase.attempts.length + 1
  const from = time(phase.startedMs) ?? least(tasks.map((task) => task.from))
  if (from === undefined) return { earlier: waiting(earlier, freeFrom), own: undefined }
  const duration = phase.durationSeconds === undefined ? undefined : from + phase.durationSeconds * 1000
  const whileOpen = phase.status === 'running' ? nowMs : most(tasks.map((task) => task.to))
  const to = Math.max(from, time(phase.finishedMs) ?? duration ?? whileOpen ?? nowMs)
  const own = { id: '', from, to, mark: state, name: phase.label, lane: undefined, attempt, ...noWait }
  const withError = { ...own, error: state === 'failed' ? error : undefined }
  const all = waiting([...earlier, withError], freeFrom)
  // What its tasks did before the step began anew was no waiting.
  const begun = earlier.length > 0 || (tasks[0]?.from ?? from) >= from
  const last = all.at(-1)
  return { earlier: all.slice(0, -1), own: begun || last === undefined ? last : { ...last, ...noWait } }
}

const noWait = { error: undefined, waitedFrom: undefined }

/** Each bar with the gap before it. */
function waiting(bars: readonly Bar[], freeFrom: number | undefined): Bar[] {
  let free = freeFrom
  return bars.map((bar) => {
    const waitedFrom = free !== undefined && bar.from - free >= 100 ? free : undefined
    free = bar.to
    return { ...bar, waitedFrom }
  })
}

function markOfAttempt({ status }: PhaseAttempt): Mark {
  if (status === 'error') return 'failed'
  return status === 'running' ? 'stopped' : status
}

/** The bars of a step's tasks, each attempt one of its own, in the order of time. */
export function taskBars(tasks: readonly TaskView[], { time }: Plausible, nowMs: number): Bar[] {
  const bars: Bar[] = []
  for (const task of tasks) {
    const earlier = task.attempts ? earlierBars(task, task.attempts, time) : []
    for (const bar of earlier) bars.push(bar)
    const from = time(task.startedMs)
    if (from === undefined) continue
    const mark = markOf(task)
    // What is over at an unknown time has at least a place.
    const to = time(task.completedMs) ?? (mark === 'active' ? nowMs : from)
    bars.push({
      id: task.id,
      from,
      to: Math.max(from, to),
      mark,
      name: nameOf(task),
      lane: 0,
      attempt: task.attempts && task.attempts.length + 1,
      error: task.error,
      waitedFrom: earlier.at(-1)?.to,
    })
  }
  return bars.sort((one, other) => one.from - other.from)
}

function earlierBars(task: TaskView, attempts: readonly TaskAttempt[], time: Plausible['time']): Bar[] {
  const bars: Bar[] = []
  for (const [index, attempt] of attempts.entries()) {
    const from = time(attempt.startedMs)
    if (from === undefined) continue
    bars.push({
      id: `${task.id}#${index}`,
      from,
      to: Math.max(from, time(attempt.completedMs) ?? from),
      mark: markOf(attempt),
      name: nameOf(task),
      lane: 0,
      attempt: index + 1,
      error: attempt.error,
      waitedFrom: bars.at(-1)?.to,
    })
  }
  return bars
}

const least = (all: readonly number[]) =>
  all.length === 0 ? undefined : all.reduce((a, b) => Math.min(a, b))
const most = (all: readonly number[]) => (all.length === 0 ? undefined : all.reduce((a, b) => Math.max(a, b)))
