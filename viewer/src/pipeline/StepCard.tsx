import { useId, useMemo } from 'preact/hooks'
import {
  durationAsClock,
  fractionOf,
  isEarlierFailure,
  labelOf,
  type ProgressView,
  phaseSeconds,
  type StepView,
  type TaskView,
} from '../../../src/contract/index.ts'
import { countWord, exactly, percentOf } from '../judge/words.ts'
import { useSecond } from '../parts/Clock.tsx'
import { Icon, PhaseIcon } from '../parts/Icon.tsx'
import { Name } from '../parts/Name.tsx'
import { PhaseEta } from '../parts/PhaseCard.tsx'
import { ErrorText } from '../tasks/ErrorText.tsx'
import { newestFirst } from '../tasks/order.ts'
import { StateMark } from '../tasks/StateMark.tsx'
import { TaskList } from '../tasks/TaskList.tsx'

export type StepCardProps = {
  step: StepView
  view: ProgressView
  moving: boolean
  nowMs: () => number
  open: boolean
  onToggle: (name: string) => void
}

/** One step of the pipeline; its tasks open below it. */
export function StepCard({ step, view, moving, nowMs, open, onToggle }: StepCardProps) {
  const { phase, state, tasks } = step
  const list = useId()
  // Tasks that are of no phase stand in a step of their own: each says what it is.
  const stepLabelOf = view.phases.some(({ name }) => name === phase.name)
    ? undefined
    : ({ type }: TaskView) => labelOf(type)
  const sorted = useMemo(() => (open ? newestFirst(tasks) : []), [open, tasks])
  return (
    <li class="pl-step" data-state={state} aria-current={state === 'active' ? 'step' : undefined}>
      <div class="pl-head">
        <span class="pl-icon">
          <PhaseIcon icon={phase.icon} />
        </span>
        <div class="pl-title">
          <h3>
            <Name text={phase.label} />
          </h3>
          <p class="pl-time">
            <StepTime step={step} view={view} moving={moving} nowMs={nowMs} />
          </p>
        </div>
        <Counts step={step} />
        <StateMark
          mark={phase.status === 'unknown' && tasks.length === 0 ? 'unknown' : state}
          moving={moving}
        />
      </div>
      <StepNote step={step} view={view} />
      {tasks.length > 0 && (
        <button
          type="button"
          class="pl-open"
          aria-expanded={open}
          aria-controls={list}
          onClick={() => onToggle(phase.name)}
        >
          <Icon name="chevron" />
          {countWord(tasks.length)} {tasks.length === 1 ? 'task' : 'tasks'}
          <span class="hidden-words"> of {phase.label.slice(0, 200)}</span>
        </button>
      )}
      <div id={list} hidden={!open}>
        {open && (
          <TaskList
            tasks={sorted}
            label={`Tasks of ${phase.label.slice(0, 200)}`}
            moving={moving}
            nowMs={nowMs}
            stepLabelOf={stepLabelOf}
          />
        )}
      </div>
    </li>
  )
}

function Counts({ step }: { step: StepView }) {
  const { phase, counts, state } = step
  const { complete = 0, total } = phase
  const hasBar = total !== undefined && (phase.perSubject || total > 1)
  const parts = [
    counts.active > 0 ? `${countWord(counts.active)} in progress` : '',
    counts.failed > 0 ? `${countWord(counts.failed)} failed` : '',
  ].filter((part) => part !== '')
  if (!hasBar && parts.length === 0) return null
  const words = total === undefined ? '' : `${countWord(complete)} of ${countWord(total)} complete`
  const fraction = state === 'done' ? 1 : fractionOf({ ...phase, status: 'running' })
  return (
    <div class="pl-counts">
      <p>
        {hasBar && <span>{words}</span>}
        {counts.active > 0 && <span class="pl-active">{parts[0]}</span>}
        {counts.failed > 0 && <span class="pl-failed">{parts.at(-1)}</span>}
      </p>
      {hasBar && (
        <div
          class="bar"
          role="progressbar"
          aria-label={phase.label.slice(0, 200)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percentOf(fraction)}
          aria-valuetext={words}
        >
          <span class="bar-fill" style={{ transform: `scaleX(${fraction})` }} />
        </div>
      )}
    </div>
  )
}

/** Why a step has failed none of whose tasks has. */
const canceledWords = ({ canceled, total }: StepView['counts']): string | undefined =>
  canceled === 0 ? undefined : `${countWord(canceled)} of ${countWord(total)} canceled`

function StepTime({ step, view, moving, nowMs }: Omit<StepCardProps, 'open' | 'onToggle'>) {
  const { phase } = step
  const ticks = moving && phase.status === 'running'
  useSecond(ticks)
  const seconds = phaseSeconds(phase, view, nowMs())
  if (seconds === undefined) return null
  if (step.state === 'stopped') return <>stopped after {exactly(seconds * 1000)}</>
  if (!ticks) return <>{exactly(seconds * 1000)}</>
  return (
    <>
      <span class="clock">{durationAsClock(seconds)}</span>
      <PhaseEta phase={phase} view={view} ticking={ticks} nowMs={nowMs} />
    </>
  )
}

function StepNote({ step: { phase, state, error, counts }, view }: Pick<StepCardProps, 'step' | 'view'>) {
  if (isEarlierFailure(phase, view)) return <p class="pl-note">failed in an earlier run</p>
  const words = state === 'failed' ? (error ?? canceledWords(counts)) : phase.skipReason
  if (phase.status === 'unknown') {
    return (
      <p class="pl-note">
        status “<bdi>{phase.statusWord}</bdi>” is not one that this page knows
      </p>
    )
  }
  if (words === undefined || (state !== 'failed' && state !== 'skipped')) return null
  return (
    <div class="pl-note">
      <ErrorText text={words} />
    </div>
  )
}
