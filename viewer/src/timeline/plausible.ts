import type { ProgressView, StepView } from '../../../src/contract/index.ts'

export const FAR_DAYS = 90
const FAR_MS = FAR_DAYS * 86_400_000

/** Tells the times that can be shown on one axis from those that can't. */
export type Plausible = {
  /** The time, or undefined where there is none or where it is absurd. */
  time(ms: number | undefined): number | undefined
  /** How many times of the story are absurd. */
  absurd: number
}

/**
 * The times of a story lie together; one of 1970, or of a year to come, would press all others into a line. What is
 * further than 90 days from the middle of the recent ones is absurd; where none is recent, from the middle of all.
 *
 * @param nowMs ms since 1970
 * @example plausibleTimes(view, steps, Date.now()).time(0) // undefined
 */
export function plausibleTimes(view: ProgressView, steps: readonly StepView[], nowMs: number): Plausible {
  const times = timesOf(view, steps)
  // Nearly always; it spares ten thousand tasks the sorting, each second.
  if (spanOf(times) <= FAR_MS) return { time: (ms) => ms, absurd: 0 }
  const all = new Float64Array(times).sort()
  const recent = all.filter((time) => Math.abs(time - nowMs) <= FAR_MS)
  const known = recent.length > 0 ? recent : all
  const middle = known[Math.floor(known.length / 2)] ?? nowMs
  const isFar = (time: number) => Math.abs(time - middle) > FAR_MS
  return {
    time: (ms) => (ms === undefined || isFar(ms) ? undefined : ms),
    absurd: all.filter(isFar).length,
  }
}

function spanOf(times: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const time of times) {
    if (time < least) least = time
    if (time > most) most = time
  }
  return most - least
}

function timesOf(view: ProgressView, steps: readonly StepView[]): number[] {
  const times: number[] = []
  const add = (...more: (number | undefined)[]) => {
    for (const time of more) if (time !== undefined) times.push(time)
  }
  add(view.startedMs)
  for (const { phase, tasks } of steps) {
    add(phase.startedMs, phase.finishedMs)
    for (const attempt of phase.attempts ?? []) add(attempt.startedMs, attempt.finishedMs)
    for (const task of tasks) {
      add(task.startedMs, task.completedMs)
      for (const attempt of task.attempts ?? []) add(attempt.startedMs, attempt.completedMs)
    }
  }
  return times
}
