import type { PhaseView, ProgressView } from './progress-view.ts'

/** How far a phase is, 0 to 1: done and skipped are 1, a running one is at its counts, an open one at 0. */
export function fractionOf(phase: PhaseView): number {
  if (phase.status === 'done' || phase.status === 'skipped') return 1
  if (phase.complete === undefined || phase.total === undefined || phase.total === 0) return 0
  return Math.min(1, phase.complete / phase.total)
}

/**
 * How far the whole story is, 0 to 1, each phase counting the same.
 *
 * @example overallFraction(view) // 0.5 when two of four phases are done
 */
export function overallFraction(view: ProgressView): number {
  if (view.phases.length === 0) return 0
  return view.phases.reduce((sum, phase) => sum + fractionOf(phase), 0) / view.phases.length
}

/**
 * A fraction as people read it: never 0 once something is done, never 100 before all is.
 *
 * @example percentOf(0.999) // 99
 */
export function percentOf(fraction: number): number {
  if (fraction >= 1) return 100
  return fraction <= 0 ? 0 : Math.min(99, Math.max(1, Math.floor(fraction * 100)))
}

/**
 * Seconds a phase has taken: its own figure when it is over, the time since it started while it runs.
 *
 * @param view the story that the phase belongs to
 * @param nowMs the observer's wall clock, ms since 1970
 */
export function phaseSeconds(phase: PhaseView, view: ProgressView, nowMs: number): number | undefined {
  if (phase.durationSeconds !== undefined) return phase.durationSeconds
  if (phase.startedMs === undefined) return undefined
  if (phase.finishedMs !== undefined) return Math.max(0, (phase.finishedMs - phase.startedMs) / 1000)
  if (phase.status !== 'running') return undefined
  if (phase.elapsedSeconds === undefined) return Math.max(0, (nowMs - phase.startedMs) / 1000)
  // The writer's monotonic measure, carried on by no more than a minute: a clock that jumps can't add a day.
  const since = view.updatedMs === undefined ? 0 : (nowMs - view.updatedMs) / 1000
  return phase.elapsedSeconds + Math.min(60, Math.max(0, since))
}

/**
 * Seconds a running phase still needs, from its own counts so far; undefined until a tenth (and three) are done.
 */
export function phaseEtaSeconds(phase: PhaseView, view: ProgressView, nowMs: number): number | undefined {
  const elapsed = phaseSeconds(phase, view, nowMs)
  const { complete, total } = phase
  if (phase.status !== 'running' || elapsed === undefined || !complete || !total) return undefined
  if (complete < 3 || complete < total / 10 || complete >= total) return undefined
  return (elapsed / complete) * (total - complete)
}
