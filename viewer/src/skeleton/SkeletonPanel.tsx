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
  /** False where the server says that there is no file. */
  listed: false | undefined
  director: PhaseStatus | 'unknown' | undefined
  /** The pipeline is dead, failed or finished: nothing more will come. */
  ended: boolean
  /** Assets can be in the making: without it none is, whatever the file says. */
  making: boolean
  /** Told what a look at the skeleton found, when that changes. */
  onFound?: (found: Found) => void
}

/** Whether there is a plan, and what the story is called in it. */
export type Found = { hasSkeleton: boolean; title: string }

/**
 * The story skeleton: title, logline, counts, chapters, every scene with its narrative, and every asset.
 *
 * @example <SkeletonPanel signal={3} listed={undefined} embedded={undefined} director="running" ended={false} making={false} />
 */
export function SkeletonPanel(props: SkeletonPanelProps) {
  const { signal, listed, embedded, director, ended, making, onFound } = props
  const store = useSkeleton(signal, listed, embedded)
  const heading = useId()
  const { outline } = store
  const title = outline?.title ?? ''
  const isEmpty = outline === undefined || isNothing(outline)
  const { state } = store.reading
  const hasSkeleton = !isEmpty && state !== 'absent'
  useEffect(() => {
    if (state !== 'loading') onFound?.({ hasSkeleton, title })
  }, [state, hasSkeleton, title, onFound])
  // A story without a director has no skeleton to wait for.
  if (isEmpty && director === undefined && state !== 'unreadable') return null
  const isWriting = director === 'running' && !ended
  return (
    <section class="sk" aria-labelledby={heading}>
      <p class="eyebrow" id={heading}>
        Story skeleton
        {isWriting && !isEmpty && <span class="sk-writing"> · the director is writing it</span>}
      </p>
      <ReadingNote
        reading={store.reading}
        hasSkeleton={!isEmpty}
        isReport={embedded !== undefined}
        director={director}
        ended={ended}
      />
      {outline && !isEmpty && (
        <>
          <Overview outline={outline} still={!making} />
          <Toolbar store={store} outline={outline} ended={ended} still={!making} />
          {store.layout.count === 0 && (
            <p class="quiet">{store.isFiltering ? 'Nothing matches.' : 'No chapter has been written yet.'}</p>
          )}
          <RowList store={store} still={!making} />
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
