import { useState } from 'preact/hooks'
import type { PhaseView, ProgressView, TaskView } from '../../../src/contract/index.ts'
import { windowOf } from '../judge/phase-window.ts'
import { isMoving, type Seen, shownStatus, standstillMs } from '../judge/picture.ts'
import { tasksNotes } from '../judge/tasks-notes.ts'
import { countWord } from '../judge/words.ts'
import { PhaseCard } from './PhaseCard.tsx'

const STEP = 100

export type PhaseFlowProps = {
  view: ProgressView
  tasks: readonly TaskView[] | undefined
  seen: Seen
  nowMs: () => number
}

/** The phases as cards in the order of the work; of thousands, those around the place where something happens. */
export function PhaseFlow({ view, tasks, seen, nowMs }: PhaseFlowProps) {
  const [more, setMore] = useState({ before: 0, after: 0 })
  const { phases } = view
  const { start, end } = windowOf(phases, more)
  const ticking = isMoving(seen)
  const notes = tasksNotes(tasks ?? [])
  const still = standstillMs(view)
  const momentOf = ticking ? nowMs : () => still ?? nowMs()
  return (
    <section class="phases" aria-labelledby="phases-heading">
      <h2 id="phases-heading" class="hidden-words">
        Phases
      </h2>
      {phases.length > end - start && <p class="phase-summary">{summaryOf(phases)}</p>}
      {start > 0 && (
        <MoreButton
          count={start}
          words="before"
          onClick={() => setMore({ ...more, before: more.before + STEP })}
        />
      )}
      <ol class="flow" start={start + 1}>
        {phases.slice(start, end).map((phase) => (
          <PhaseCard
            key={phase.name}
            phase={phase}
            view={view}
            status={shownStatus(phase, seen)}
            ticking={ticking}
            nowMs={momentOf}
            tasksNote={notes.get(phase.name)}
          />
        ))}
      </ol>
      {end < phases.length && (
        <MoreButton
          count={phases.length - end}
          words="after"
          onClick={() => setMore({ ...more, after: more.after + STEP })}
        />
      )}
    </section>
  )
}

function MoreButton({ count, words, onClick }: { count: number; words: string; onClick: () => void }) {
  return (
    <button type="button" class="more-phases" onClick={onClick}>
      … {countWord(count)} more <span class="hidden-words">phases {words} these</span>
    </button>
  )
}

/** `120 done · 1 running · 9,879 pending` */
function summaryOf(phases: readonly PhaseView[]): string {
  const counts = new Map<string, number>()
  for (const { status } of phases) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${countWord(count)} ${status}`).join(' · ')
}
