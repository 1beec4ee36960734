import { join } from 'node:path'
import { countOf, HISTORY_FILENAME, ownValue, textOf } from '../contract/index.ts'
import type { HistoryLine } from '../contract/schemas.ts'
import { appendLine, readJsonLines } from '../files/index.ts'

/** Past this size the history moves to `_history.jsonl.1`, once. */
const ROTATE_BYTES = 5 * 1024 * 1024

export type Transition = Omit<HistoryLine, 'seq'>

/** Appends transitions in one write, numbered on from the last: all of them, or on an error none. */
export function appendTransitions(folder: string, lastSeq: number, transitions: readonly Transition[]): void {
  const lines = transitions.map((transition, index) =>
    JSON.stringify({ seq: lastSeq + index + 1, ...transition }),
  )
  appendLine(join(folder, HISTORY_FILENAME), lines.join('\n'), { rotateBytes: ROTATE_BYTES })
}

/** The last number in the history, for a state file that doesn't know it. */
export function lastSeqOf(folder: string): number {
  return readLines(folder).reduce<number>(
    (last, line) => Math.max(last, countOf(ownValue(line, 'seq')) ?? 0),
    0,
  )
}

/**
 * How long any of some phases took at the longest in earlier runs of this story, in seconds; undefined when none has run
 * before.
 */
export function longestRun(folder: string, phases: readonly string[]): number | undefined {
  const durations = readLines(folder).flatMap((line) => {
    const done = phases.includes(textOf(ownValue(line, 'name')) ?? '') && ownValue(line, 'status') === 'done'
    const seconds = countOf(ownValue(line, 'duration_seconds'))
    return done && seconds !== undefined ? [seconds] : []
  })
  return durations.length === 0 ? undefined : Math.max(...durations)
}

/** The history is a help, not a need: one that can't be read, or is far longer than ours get, is no history. */
function readLines(folder: string): unknown[] {
  try {
    return readJsonLines(join(folder, HISTORY_FILENAME), { maxBytes: 2 * ROTATE_BYTES }).values
  } catch {
    return []
  }
}
