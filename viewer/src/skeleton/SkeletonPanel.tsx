import { useEffect, useId } from 'preact/hooks'
import type { PhaseStatus } from '../../../src/contract/index.ts'
import { Lightbox } from './Lightbox.tsx'
import { Overview } from './Overview.tsx'
import type { Outline } from './protocol.ts'
import { ReadingNote } from './ReadingNote.tsx'
import { RowList } from './RowList.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useSkeleton } from './useSkeleton.ts'
import { amount } from './words.ts'

export type SkeletonPanelProps = {
  /** A counter: when it changes, the file is asked for again. 0: not yet. */
  signal: number
  /** The skeleton of a report; then no file is asked for. */
  embedded: unknown
  director: PhaseStatus | 'unknown' | undefined
  production: PhaseStatus | 'unknown' | undefined
  /** The pipeline is dead, failed or finished: nothing is being made now, whatever the file says. */
  ended: boolean
  /** Told when the story's title is known, and when it changes. */
  onTitle?: (title: string) => void
}

/**
 * The story skeleton: title, logline, counts, chapters, every scene with its narrative, and every asset.
 *
 * @example <SkeletonPanel signal={3} embedded={undefined} director="running" production="pending" ended={false} />
 */
export function SkeletonPanel({ signal, embedded, director, ended, onTitle }: SkeletonPanelProps) {
  const store = useSkeleton(signal, embedded)
  const heading = useId()
  const { outline } = store
  const title = outline?.title ?? ''
  useEffect(() => {
    if (title !== '') onTitle?.(title)
  }, [title, onTitle])
  const isEmpty = outline === undefined || isNothing(outline)
  // A story without a director has no skeleton to wait for.
  if (isEmpty && director === undefined && store.reading.state !== 'unreadable') return null
  const isWriting = director === 'running' && !ended
  return (
    <section class="sk" aria-labelledby={heading}>
      <p class="eyebrow" id={heading}>
        Story skeleton
        {isWriting && !isEmpty && <span class="sk-writing"> · the director is writing it</span>}
      </p>
      <ReadingNote reading={store.reading} hasSkeleton={!isEmpty} director={director} ended={ended} />
      {outline && !isEmpty && (
        <>
          <Overview outline={outline} ended={ended} />
          <Toolbar store={store} outline={outline} ended={ended} />
          {store.layout.count === 0 && (
            <p class="quiet">{store.isFiltering ? 'Nothing matches.' : 'No chapter has been written yet.'}</p>
          )}
          <RowList store={store} ended={ended} />
          {store.leftOut > 0 && (
            <p class="quiet">
              At least {amount(store.leftOut, 'more row')} would make the page too high: search, filter or
              close chapters to see them.
            </p>
          )}
          <Lightbox store={store} />
        </>
      )}
    </section>
  )
}

/** A file that was begun and says nothing yet. */
const isNothing = ({ title, logline, chapters, assets }: Outline): boolean =>
  title === '' && logline === '' && chapters === 0 && assets === 0
