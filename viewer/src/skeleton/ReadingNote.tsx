import { type PhaseStatus, SKELETON_JSON_FILENAME } from '../../../src/contract/index.ts'
import type { Reading } from './store.ts'
import { clockTime } from './words.ts'

export type ReadingNoteProps = {
  reading: Reading
  hasSkeleton: boolean
  director: PhaseStatus | 'unknown' | undefined
  ended: boolean
}

/** What there is to say about the file: nothing when it was read, else what is wrong and since when. */
export function ReadingNote({ reading, hasSkeleton, director, ended }: ReadingNoteProps) {
  if (reading.state === 'loading') return <p class="quiet">Reading the skeleton…</p>
  if (reading.state !== 'unreadable' && !hasSkeleton) return <Empty director={director} ended={ended} />
  if (reading.state === 'good') return null
  const said =
    reading.state === 'absent'
      ? `${SKELETON_JSON_FILENAME} is gone since ${clockTime(reading.since)}`
      : `${SKELETON_JSON_FILENAME} can't be read since ${clockTime(reading.since)}`
  const why = reading.state === 'unreadable' ? ` (${reading.reason})` : ''
  return (
    <p class="sk-note" role="status">
      {said}
      {hasSkeleton ? '; showing the last good state' : ''}
      {why}
    </p>
  )
}

function Empty({ director, ended }: Pick<ReadingNoteProps, 'director' | 'ended'>) {
  if (ended || director === 'done' || director === 'skipped') {
    return <p class="quiet">This story has no skeleton.</p>
  }
  return <p class="quiet">No skeleton yet. The director writes it; it appears here scene by scene.</p>
}
