import type { PhaseView, ProgressView } from '../../../src/contract/index.ts'
import { windowOf } from '../judge/phase-window.ts'
import { isMoving, type Seen, shownStatus, standstillMs } from '../judge/picture.ts'
import { countWord } from '../judge/words.ts'
import { MoreButton, useMore } from './MoreButton.tsx'
import { PhaseCard } from './PhaseCard.tsx'

export type PhaseFlowProps = {
  view: ProgressView
  seen: Seen
  nowMs: () => number
}

/** The phases as cards in the order of the work; of thousands, those around the place where something happens. */
export function PhaseFlow({ view, seen, nowMs }: PhaseFlowProps) {
  const { more, showMore } = useMore()
  const { phases } = view
  const { start, end } = windowOf(phases, more)
  const ticking = isMoving(seen)
  const still = standstillMs(view)
  const momentOf = ticking ? nowMs : () => still ?? nowMs()
  return (
    <section class="phases" aria-labelledby="phases-heading">
      <h2 id="phases-heading" class="hidden-words">
        Phases
      </h2>
      {phases.length > end - start && <p class="phase-summary">{summaryOf(phases)}</p>}
      {start > 0 && <MoreButton count={start} side="before" onClick={showMore} />}
      <ol class="flow" start={start + 1}>
        {phases.slice(start, end).map((phase) => (
          <PhaseCard
            key={phase.name}
            phase={phase}
            view={view}
            status={shownStatus(phase, seen)}
            ticking={ticking}
            nowMs={momentOf}
          />
        ))}
      </ol>
      {end < phases.length && <MoreButton count={phases.length - end} side="after" onClick={showMore} />}
    </section>
  )
}

/** `120 done · 1 running · 9,879 pending` */
export function summaryOf(phases: readonly PhaseView[]): string {
  const counts = new Map<string, number>()
  for (const { status } of phases) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${countWord(count)} ${status}`).join(' · ')
}
