import { ownValue, textOf, timeOf } from '../contract/index.ts'
import { type Draft, list, put, section } from './draft.ts'
import { putWriters, takeUpAgain } from './phase-writers.ts'

/**
 * The changes of a story, as functions over the file's content: they know neither disk nor clock. `ts` is ISO 8601.
 */

/** A phase that fails for ever and is tried for ever must not fill the file. */
const MAX_ATTEMPTS = 20
const MAX_ATTEMPT_ERROR = 300
/** Many phases may fail, and all of the file is written with each heartbeat. */
const MAX_PHASE_TRACEBACK = 20_000

/** What went wrong, in words. */
export type Failure = { message: string; traceback?: string }

export const statusOf = (draft: Draft, phase: string): string | undefined =>
  textOf(ownValue(ownValue(draft, 'phases'), phase))

export const phaseNames = (draft: Draft): string[] => {
  const order = ownValue(draft, 'phase_order')
  return Array.isArray(order) ? order.filter((name) => typeof name === 'string') : []
}

export const runningPhases = (draft: Draft): string[] =>
  phaseNames(draft).filter((phase) => statusOf(draft, phase) === 'running')

/** Gives a phase a place in the order, at the end, if it has none. */
export function ensurePhase(draft: Draft, phase: string): void {
  const order = phaseNames(draft)
  if (!order.includes(phase)) put(draft, 'phase_order', [...order, phase])
  const phases = section(draft, 'phases')
  if (!Object.hasOwn(phases, phase)) put(phases, phase, 'pending')
}

/**
 * @param others who else is at work on the phase: it is joined then, not begun anew
 * @param isShared whether calls of this process work on it already
 */
export function startPhase(
  draft: Draft,
  phase: string,
  ts: string,
  writer: Draft,
  others: Draft[],
  isShared: boolean,
): void {
  if (textOf(ownValue(draft, 'finished_ts')) !== undefined) beginAnew(draft)
  delete draft['closed_ts']
  takeUpAgain(draft, runningPhases(draft), writer)
  putWriters(draft, phase, [writer, ...others])
  if (others.length > 0 || (isShared && statusOf(draft, phase) === 'running')) return
  ensurePhase(draft, phase)
  keepAttempt(draft, phase)
  put(section(draft, 'phases'), phase, 'running')
  put(section(draft, 'phase_times'), phase, { started_ts: ts })
  dropFrom(draft, 'skip_reasons', phase)
  dropFrom(draft, 'phase_progress', phase)
  dropFrom(draft, 'phase_failures', phase)
  if (textOf(ownValue(draft, 'started_ts')) === undefined) put(draft, 'started_ts', ts)
  forgetMendedError(draft)
}

/** A phase that ran before and runs again: what it did then stays to be seen. */
function keepAttempt(draft: Draft, phase: string): void {
  const times = ownValue(ownValue(draft, 'phase_times'), phase)
  const status = statusOf(draft, phase)
  const started = textOf(ownValue(times, 'started_ts'))
  const finished = textOf(ownValue(times, 'finished_ts'))
  if (started === undefined || finished === undefined || status === undefined) return
  const seconds = ownValue(times, 'duration_seconds')
  const error = status === 'error' ? (failureIn(draft, phase)?.message ?? textOf(draft['error'])) : undefined
  const attempts = list(section(draft, 'phase_attempts'), phase)
  attempts.push({
    started_ts: started,
    finished_ts: finished,
    status,
    ...(typeof seconds === 'number' ? { duration_seconds: seconds } : {}),
    ...(error === undefined ? {} : { error: error.slice(0, MAX_ATTEMPT_ERROR) }),
  })
  if (attempts.length > MAX_ATTEMPTS) attempts.splice(0, attempts.length - MAX_ATTEMPTS)
}

/** A start after the end is another run of the story: what the last run left belongs to that one. */
function beginAnew(draft: Draft): void {
  for (const phase of phaseNames(draft)) put(section(draft, 'phases'), phase, 'pending')
  for (const key of [
    'phase_times',
    'phase_progress',
    'phase_writers',
    'phase_attempts',
    'phase_failures',
    'skip_reasons',
  ])
    delete draft[key]
  for (const key of ['started_ts', 'finished_ts', 'error', 'traceback']) delete draft[key]
}

/** @param duration seconds by the monotonic clock; without it, from the two times of day */
export function endPhase(
  draft: Draft,
  phase: string,
  status: 'done' | 'error' | 'skipped',
  ts: string,
  duration?: number,
): number | undefined {
  ensurePhase(draft, phase)
  const hadFailed = statusOf(draft, phase) === 'error'
  put(section(draft, 'phases'), phase, status)
  dropFrom(draft, 'phase_writers', phase)
  dropFrom(draft, 'phase_failures', phase)
  const started = ownValue(ownValue(ownValue(draft, 'phase_times'), phase), 'started_ts')
  const startedMs = timeOf(started)
  if (status === 'skipped' || startedMs === undefined) {
    dropFrom(draft, 'phase_times', phase)
    if (status !== 'skipped') put(section(draft, 'phase_times'), phase, { finished_ts: ts })
    if (hadFailed) forgetMendedError(draft)
    return undefined
  }
  const seconds = duration ?? Math.max(0, (Date.parse(ts) - startedMs) / 1000)
  const rounded = Math.round(seconds * 1000) / 1000
  const times = { started_ts: started, finished_ts: ts, duration_seconds: rounded }
  put(section(draft, 'phase_times'), phase, times)
  forgetMendedError(draft)
  return rounded
}

export function noteError(draft: Draft, message: string, traceback: string | undefined): void {
  draft['error'] = message
  if (traceback === undefined) delete draft['traceback']
  else draft['traceback'] = traceback
}

/** Ends a phase that has failed, with what went wrong in it. */
export function failPhase(
  draft: Draft,
  phase: string,
  ts: string,
  failure: Failure,
  duration?: number,
): void {
  endPhase(draft, phase, 'error', ts, duration)
  noteFailure(draft, phase, failure)
  noteError(draft, failure.message, failure.traceback)
}

/** Notes what went wrong in a phase, beside whatever went wrong in others. */
export function noteFailure(draft: Draft, phase: string, { message, traceback }: Failure): void {
  const cut = traceback?.slice(0, MAX_PHASE_TRACEBACK)
  put(section(draft, 'phase_failures'), phase, { message, ...(cut === undefined ? {} : { traceback: cut }) })
}

/** What went wrong in a phase, where the file tells it. */
export function failureIn(draft: Draft, phase: string): Failure | undefined {
  const noted = ownValue(ownValue(draft, 'phase_failures'), phase)
  const message = textOf(ownValue(noted, 'message'))
  const traceback = textOf(ownValue(noted, 'traceback'))
  return message === undefined ? undefined : { message, ...(traceback === undefined ? {} : { traceback }) }
}

/** The story's error is that of a phase that is in error still; one that nobody owns up to may be that of any of them. */
function forgetMendedError(draft: Draft): void {
  const failed = phaseNames(draft).filter((phase) => statusOf(draft, phase) === 'error')
  const failures = failed.flatMap((phase) => failureIn(draft, phase) ?? [])
  if (failures.length < failed.length || failures.some(({ message }) => message === draft['error'])) return
  const last = failures.at(-1)
  if (last !== undefined) {
    noteError(draft, last.message, last.traceback)
    return
  }
  delete draft['error']
  delete draft['traceback']
}

/**
 * The end of a story: what never ran is skipped ("not run").
 *
 * @returns the phases that it skips; undefined, and nothing changes, while a phase runs or where it has ended before
 */
export function completeStory(draft: Draft, ts: string): string[] | undefined {
  if (runningPhases(draft).length > 0) return undefined
  const open = phaseNames(draft).filter((phase) => statusOf(draft, phase) === 'pending')
  if (open.length === 0 && textOf(ownValue(draft, 'finished_ts')) !== undefined) return undefined
  for (const phase of open) {
    endPhase(draft, phase, 'skipped', ts)
    put(section(draft, 'skip_reasons'), phase, 'not run')
  }
  draft['finished_ts'] = ts
  return open
}

/** Takes a phase out of one of the file's dictionaries. */
export function dropFrom(draft: Draft, key: string, phase: string): void {
  const dictionary = ownValue(draft, key)
  if (typeof dictionary === 'object' && dictionary !== null) Reflect.deleteProperty(dictionary, phase)
}
