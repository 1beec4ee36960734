import { useMemo } from 'preact/hooks'
import type { ProgressView } from '../../../src/contract/index.ts'
import { type Found, SkeletonPanel } from '../skeleton/SkeletonPanel.tsx'
import type { StoryState } from '../source/state.ts'

export type SkeletonSectionProps = {
  state: StoryState
  view: ProgressView | undefined
  /** Nothing more will come. */
  ended: boolean
  /** Assets can be in the making. */
  making: boolean
  onFound: (found: Found) => void
}

/** The place of the skeleton; it is drawn again only when something that it depends on changed. */
export function SkeletonSection({ state, view, ended, making, onFound }: SkeletonSectionProps) {
  const { skeletonSignal: signal, skeletonListed: listed, embeddedSkeleton: embedded } = state
  const director = view?.phases.find((phase) => phase.name === 'director')?.status
  const panel = useMemo(
    () => (
      <SkeletonPanel
        signal={signal}
        listed={listed}
        embedded={embedded}
        director={director}
        ended={ended}
        making={making}
        onFound={onFound}
      />
    ),
    [signal, listed, embedded, director, ended, making, onFound],
  )
  return (
    <div id="skeleton" tabIndex={-1}>
      {panel}
    </div>
  )
}
