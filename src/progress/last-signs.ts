import { isSameWriter, readProgress, timeOf, writerOf } from '../contract/index.ts'
import type { Draft } from './draft.ts'

/**
 * Tells when a process that is gone gave its last sign of life: that is when its work ended, not when somebody noticed.
 *
 * @param identity who writes here: its own writes say nothing about others
 */
export function lastSignsOf(identity: Draft) {
  const own = writerOf(identity)
  let othersMs: number | undefined

  /** To be called with the story as it stands before each write of one's own. */
  function note(draft: Draft): void {
    if (!isSameWriter(writerOf(draft), own)) othersMs = timeOf(draft['updated_ts']) ?? othersMs
  }

  return {
    note,
    /** Answers for writers: their heartbeat, else the last write of somebody else. Ms since 1970; undefined where there is none. */
    read(draft: Draft): (writer: unknown) => number | undefined {
      note(draft)
      const known = readProgress(draft)?.phaseWriters.map(({ writer }) => writer) ?? []
      return (writer) => {
        const gone = writerOf(writer)
        return known.find((one) => isSameWriter(one, gone))?.beatMs ?? othersMs
      }
    },
  }
}
