import { join } from 'node:path'
import { PHASE_STATUS_FILENAME, PROGRESS_JSON_FILENAME } from '../contract/index.ts'
import { writeFileAtomic } from '../files/index.ts'
import type { Warnings } from '../host/index.ts'
import { type Draft, put } from './draft.ts'
import { appendTransitions, lastSeqOf, type Transition } from './history.ts'
import { SharedFile } from './shared-file.ts'

/**
 * A story's three files as one: `_progress.json`, and with it, under the same lock, the status line and the history.
 *
 * @param stamp called with the draft before each write: times and identity
 */
export function openStoryState(folder: string, warnings: Warnings, stamp: (draft: Draft) => void) {
  let statusWritten: string | undefined
  let statusLine: string | undefined
  const waiting: (() => readonly Transition[])[] = []

  const file = new SharedFile(join(folder, PROGRESS_JSON_FILENAME), warnings, {
    beforeWrite(draft) {
      stamp(draft)
      // Counted before it is written: a crash in between leaves a gap in the numbers, never the same one twice.
      const { length } = due()
      if (length > 0) put(draft, 'history_seq', lastSeq(draft) + length)
    },
    afterWrite(draft) {
      if (statusLine !== undefined && statusLine !== statusWritten) {
        writeFileAtomic(join(folder, PHASE_STATUS_FILENAME), `${statusLine}\n`)
        statusWritten = statusLine
      }
      if (waiting.length > 0) appendWaiting(lastSeq(draft))
    },
  })

  /** What the disk refuses waits for the next write: a full disk leaves no hole in the history. */
  function appendWaiting(lastSeq: number): void {
    const transitions = due()
    if (transitions.length > 0) appendTransitions(folder, lastSeq - transitions.length, transitions)
    waiting.length = 0
  }

  const due = (): Transition[] => waiting.flatMap((lines) => lines())

  const lastSeq = (draft: Draft): number =>
    typeof draft['history_seq'] === 'number' ? draft['history_seq'] : lastSeqOf(folder)

  return {
    file,
    /** The one line of `_phase_status.txt`, written with the next write. */
    setStatus(name: string): void {
      statusLine = `phase=${name.replaceAll(/\s+/g, ' ')}`
    },
    /** A line of history, written with the next write. */
    record(transition: Transition): void {
      waiting.push(() => [transition])
    },
    /** Lines that only the change itself can tell, as they are once it has been made to what stands on disk. */
    recordOutcome(lines: () => readonly Transition[]): void {
      waiting.push(lines)
    },
  }
}
