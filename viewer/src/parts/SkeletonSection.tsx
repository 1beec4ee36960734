import { useMemo } from 'preact/hooks'
import type { ProgressView } from '../../../src/contract/index.ts'
import { SkeletonPanel } from '../skeleton/SkeletonPanel.tsx'
import type { StoryState } from '../source/state.ts'

export type SkeletonSectionProps = {
  state: StoryState
  view: ProgressView | undefined
  ended: boolean
  onTitle: (title: string) => void
}

/** The place of the skeleton; it is drawn again only when something that it depends on changed. */
export function SkeletonSection({ state, view, ended, onTitle }: SkeletonSectionProps) {
  const { skeletonSignal: signal, embeddedSkeleton: embedded } = state
  const director = statusOf(view, 'director')
  const production = statusOf(view, 'production')
  const panel = useMemo(
    () => (
      <SkeletonPanel
        signal={signal}
        embedded={embedded}
        director={director}
        production={production}
        ended={ended}
        onTitle={onTitle}
      />
    ),
    [signal, embedded, director, production, ended, onTitle],
  )
  return (
    <div id="skeleton" tabIndex={-1}>
      {panel}
    </div>
  )
}

const statusOf = (view: ProgressView | undefined, name: string) =>
  view?.phases.find((phase) => phase.name === name)?.status
