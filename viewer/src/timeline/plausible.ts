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
  // Nearly always; it spares ten thousand tasks the list of their times and its sorting, each second.
  if (spanOf(view, steps) <= FAR_MS) return { time: (ms) => ms, absurd: 0 }
  const all = new Float64Array(timesOf(view, steps)).sort()
  const recent = all.filter((time) => Math.abs(time - nowMs) <= FAR_MS)
  const known = recent.length > 0 ? recent : all
  const middle = known[Math.floor(known.length / 2)] ?? nowMs
  const isFar = (time: number) => Math.abs(time - middle) > FAR_MS
  return {
    time: (ms) => (ms === undefined || isFar(ms) ? undefined : ms),
    absurd: all.filter(isFar).length,
  }
}

function spanOf(view: ProgressView, steps: readonly StepView[]): number {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  eachTime(view, steps, (time) => {
    if (time < least) least = time
    if (time > most) most = time
  })
  return most - least
}

function timesOf(view: ProgressView, steps: readonly StepView[]): number[] {
  const times: number[] = []
  eachTime(view, steps, (time) => times.push(time))
  return times
}

function eachTime(view: ProgressView, steps: readonly StepView[], visit: (time: number) => void): void {
  const see = (time: number | undefined) => time !== undefined && visit(time)
  see(view.startedMs)
  for (const { phase, tasks } of steps) {
    for (const { startedMs, finishedMs } of [phase, ...(phase.attempts ?? [])]) {
      see(startedMs)
      see(finishedMs)
    }
    for (const task of tasks) {
      see(task.startedMs)
      see(task.completedMs)
      for (const attempt of task.attempts ?? []) {
        see(attempt.startedMs)
        see(attempt.completedMs)
      }
    }
  }
}
