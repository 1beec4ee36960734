import { type PhaseStatus, SKELETON_JSON_FILENAME } from '../../../src/contract/index.ts'
import type { Reading } from './store.ts'
import { clockTime } from './words.ts'

export type ReadingNoteProps = {
  reading: Reading
  hasSkeleton: boolean
  /** What a report holds is read once: there is no "since". */
  isReport: boolean
  director: PhaseStatus | 'unknown' | undefined
  ended: boolean
}

/** What there is to say about the file: nothing when it was read, else what is wrong and since when. */
export function ReadingNote({ reading, hasSkeleton, isReport, director, ended }: ReadingNoteProps) {
  if (reading.state === 'loading') return <p class="quiet">Reading the skeleton…</p>
  if (reading.state !== 'unreadable' && !hasSkeleton) return <Empty director={director} ended={ended} />
  if (reading.state === 'good') return null
  const trouble = reading.state === 'absent' ? 'is gone' : "can't be read"
  const since = isReport ? '' : ` since ${clockTime(reading.since)}`
  const why = reading.state === 'unreadable' ? ` (${reading.reason})` : ''
  return (
    <p class="sk-note" role="status">
      {SKELETON_JSON_FILENAME} {trouble}
      {since}
      {hasSkeleton ? '; showing the last good state' : ''}
      {why}
    </p>
  )
}

function Empty({ director, ended }: Pick<ReadingNoteProps, 'director' | 'ended'>) {
  if (ended || director === 'done' || director === 'skipped') {
    return <p class="quiet">No plan has been written.</p>
  }
  return <p class="quiet">No skeleton yet. The director writes it; it appears here scene by scene.</p>
}
