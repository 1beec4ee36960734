import { isSameWriter, listOf, ownValue, phaseWriterOf, writerOf } from '../contract/index.ts'
import { type Draft, isDraft, put, section } from './draft.ts'
import { isAtWork, isGone } from './writers.ts'

/** Who works on each running phase, in the file's `phase_writers`: one process, and `others` where several do. */

export function writersIn(draft: Draft, phase: string): Draft[] {
  const first = ownValue(ownValue(draft, 'phase_writers'), phase)
  return [first, ...listOf(ownValue(first, 'others'))].filter(isDraft)
}

export function putWriters(draft: Draft, phase: string, writers: readonly Draft[]): void {
  const [first, ...others] = writers.map(({ others: _, ...writer }) => writer)
  if (first === undefined) return
  put(section(draft, 'phase_writers'), phase, others.length === 0 ? first : { ...first, others })
}

/** Gives a writer's entry its new sign of life; one that isn't there is added, and those that are gone leave. */
export function beatWriter(draft: Draft, phase: string, writer: Draft, nowMs: number): void {
  putWriters(draft, phase, [writer, ...othersLeft(draft, phase, writer, nowMs)])
}

/** Notes that a process has left a phase that still runs: it may live on for long, and works on it no more. */
export function markLeft(draft: Draft, phase: string, writer: Draft, ts: string): void {
  const marked = writersIn(draft, phase).map((one) =>
    isSameWriter(writerOf(one), writerOf(writer)) ? { ...one, closed_ts: ts } : one,
  )
  putWriters(draft, phase, marked)
}

/** A process that works on a story again may go on with the phases that it had left. */
export function takeUpAgain(draft: Draft, phases: readonly string[], writer: Draft): void {
  for (const phase of phases) {
    const writers = writersIn(draft, phase).map(({ closed_ts: left, ...one }) =>
      left === undefined || isSameWriter(writerOf(one), writerOf(writer)) ? one : { ...one, closed_ts: left },
    )
    putWriters(draft, phase, writers)
  }
}

/** Who else of those that work on a phase is not known to be gone. */
export const othersLeft = (draft: Draft, phase: string, writer: Draft, nowMs: number): Draft[] =>
  othersIn(draft, phase, writer).filter((one) => !isGone(phaseWriterOf(one), nowMs, false))

/** Who else is at work on a phase right now. */
export const othersAtWork = (draft: Draft, phase: string, writer: Draft, nowMs: number): Draft[] =>
  othersIn(draft, phase, writer).filter((one) => isAtWork(phaseWriterOf(one), nowMs))

const othersIn = (draft: Draft, phase: string, writer: Draft): Draft[] =>
  writersIn(draft, phase).filter((one) => !isSameWriter(writerOf(one), writerOf(writer)))
