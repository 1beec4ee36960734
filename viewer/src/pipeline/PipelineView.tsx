import { useState } from 'preact/hooks'
import {
  overallFraction,
  type ProgressView,
  pastErrorInWords,
  type StepView,
} from '../../../src/contract/index.ts'
import { windowOf } from '../judge/phase-window.ts'
import { countWord, percentOf } from '../judge/words.ts'
import { EtaWords } from '../parts/EtaWords.tsx'
import { MoreButton, useMore } from '../parts/MoreButton.tsx'
import { summaryOf } from '../parts/PhaseFlow.tsx'
import { StepCard } from './StepCard.tsx'

export type PipelineViewProps = {
  view: ProgressView
  steps: readonly StepView[]
  /** True while clocks may tick. */
  moving: boolean
  nowMs: () => number
}

/** The steps of a show from top to bottom, and how far the whole is. What the reader opened stays open. */
export function PipelineView({ view, steps, moving, nowMs }: PipelineViewProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const { more, showMore } = useMore()
  const { start, end } = windowOf(
    steps.map((step) => step.phase),
    more,
  )
  const toggle = (name: string) => {
    const next = new Set(opened)
    if (!next.delete(name)) next.add(name)
    setOpened(next)
  }
  return (
    <section class="phases" aria-labelledby="phases-heading">
      <h2 id="phases-heading" class="hidden-words">
        Pipeline
      </h2>
      {steps.length > end - start && <p class="phase-summary">{summaryOf(view.phases)}</p>}
      {start > 0 && <MoreButton count={start} side="before" onClick={showMore} />}
      <ol class="pl" start={start + 1}>
        {steps.slice(start, end).map((step) => (
          <StepCard
            key={step.phase.name}
            step={step}
            view={view}
            moving={moving}
            nowMs={nowMs}
            open={opened.has(step.phase.name)}
            onToggle={toggle}
          />
        ))}
      </ol>
      {end < steps.length && <MoreButton count={steps.length - end} side="after" onClick={showMore} />}
      <Overall view={view} steps={steps} moving={moving} nowMs={nowMs} />
    </section>
  )
}

function Overall({ view, steps, moving, nowMs }: PipelineViewProps) {
  const fraction = overallFraction(view)
  // Tasks of no phase stand in one step more at the end, which is no part of the whole.
  const own = steps.slice(0, view.phases.length)
  const over = own.filter(({ state }) => state === 'done' || state === 'skipped').length
  const past = pastErrorInWords(view.pastEtaError)
  return (
    <div class="pl-overall">
      <p class="pl-overall-words">
        <strong>{percentOf(fraction)} %</strong> of the pipeline · {countWord(over)} of{' '}
        {countWord(own.length)} steps complete
        {view.eta && moving && (
          <span class="pl-overall-eta">
            <EtaWords eta={view.eta} madeMs={view.updatedMs} ticking={moving} nowMs={nowMs} />
            {past !== undefined && <span class="pl-past">{past}</span>}
          </span>
        )}
      </p>
      <div
        class="bar"
        role="progressbar"
        aria-label="Pipeline"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percentOf(fraction)}
      >
        <span class="bar-fill" style={{ transform: `scaleX(${fraction})` }} />
      </div>
    </div>
  )
}
