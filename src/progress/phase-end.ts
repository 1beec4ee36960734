import { isSameWriter, ownValue, textOf, writerOf } from '../contract/index.ts'
import { type Draft, put, section } from './draft.ts'
import { markLeft, othersAtWork, othersLeft, putWriters, writersIn } from './phase-writers.ts'
import { endPhase, type Failure, failPhase, failureIn, noteFailure, runningPhases } from './transitions.ts'

/** How somebody who worked on a phase leaves it. `ofTasks`: the failure is one of its tasks, which tell more. */
export type Ending =
  | { status: 'done' }
  | { status: 'skipped'; reason: string }
  | { status: 'error'; failure: Failure; ofTasks?: boolean }

/** What a phase ended as, and why. */
export type Outcome = { status: Ending['status']; reason?: string }

export type Leaving = {
  ending: Ending
  writer: Draft
  /** ISO 8601. */
  ts: string
  /** By the monotonic clock of this process. */
  seconds: number | undefined
  /** Whether this process itself goes on working on the phase elsewhere. */
  isShared: boolean
  /** What the phase's tasks say against its being done. */
  tasksFailure: () => Failure | undefined
}

/**
 * One who worked on a phase leaves it: the last one ends it. A failure that somebody left behind, or that a task has, is
 * never covered by the success of the last.
 *
 * @returns undefined where others are still at work on it
 */
export function leavePhase(draft: Draft, phase: string, leaving: Leaving): Outcome | undefined {
  const { ending, writer, ts, isShared } = leaving
  const others = othersAtWork(draft, phase, writer, Date.parse(ts))
  if (isShared || (others.length > 0 && isWriter(draft, phase, writer))) {
    if (!isShared) putWriters(draft, phase, others)
    if (ending.status === 'error') noteFailure(draft, phase, ending.failure)
    return undefined
  }
  const failure = failureOf(draft, phase, leaving)
  if (failure !== undefined) {
    failPhase(draft, phase, ts, failure, leaving.seconds)
    return { status: 'error', reason: failure.message }
  }
  endPhase(draft, phase, ending.status, ts, leaving.seconds)
  if (ending.status !== 'skipped') return { status: 'done' }
  put(section(draft, 'skip_reasons'), phase, ending.reason)
  return { status: 'skipped', reason: ending.reason }
}

/** The running phases that a writer ends when it ends the story: its own, and those that nobody else is at work on. */
export const ownRunningPhases = (draft: Draft, writer: Draft): string[] =>
  runningPhases(draft).filter(
    (phase) => isWriter(draft, phase, writer) || othersAtWork(draft, phase, writer, Date.now()).length === 0,
  )

/**
 * One who worked on a story leaves it. Only when nobody works on what still runs has it ended without being complete.
 *
 * @param ts ISO 8601
 * @param runsElsewhere whether another tracker of the same process runs a phase
 */
export function leaveStory(
  draft: Draft,
  writer: Draft,
  ts: string,
  runsElsewhere: (phase: string) => boolean,
): void {
  if (textOf(ownValue(draft, 'finished_ts')) !== undefined) return
  const running = runningPhases(draft)
  if (running.some(runsElsewhere)) return
  for (const phase of running) markLeft(draft, phase, writer, ts)
  const nowMs = Date.parse(ts)
  if (running.some((phase) => othersLeft(draft, phase, writer, nowMs).length > 0)) return
  put(draft, 'closed_ts', ts)
}

/** Somebody else who says that a phase is over has the last word: only those who work on it wait for each other. */
const isWriter = (draft: Draft, phase: string, writer: Draft): boolean =>
  writersIn(draft, phase).some((one) => isSameWriter(writerOf(one), writerOf(writer)))

function failureOf(draft: Draft, phase: string, { ending, tasksFailure }: Leaving): Failure | undefined {
  if (ending.status === 'skipped') return undefined
  if (ending.status === 'error' && ending.ofTasks !== true) return ending.failure
  const own = ending.status === 'error' ? ending.failure : undefined
  return tasksFailure() ?? own ?? failureIn(draft, phase)
}
