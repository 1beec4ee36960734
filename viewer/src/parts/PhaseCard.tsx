import {
  durationAsClock,
  etaInWords,
  fractionOf,
  isEarlierFailure,
  type PhaseView,
  type ProgressView,
  phaseEtaSeconds,
  phaseSeconds,
} from '../../../src/contract/index.ts'
import type { ShownStatus } from '../judge/picture.ts'
import { countWord, exactly, percentOf } from '../judge/words.ts'
import { useSecond } from './Clock.tsx'
import { EtaWords } from './EtaWords.tsx'
import { Icon, PhaseIcon } from './Icon.tsx'
import { Name } from './Name.tsx'

const WORDS: { [Status in ShownStatus]: string } = {
  pending: 'Pending',
  running: 'Running',
  done: 'Done',
  error: 'Failed',
  skipped: 'Skipped',
  stopped: 'Stopped',
  unknown: 'Unknown',
}

export type PhaseCardProps = {
  phase: PhaseView
  view: ProgressView
  status: ShownStatus
  /** True while this phase's clock may tick. */
  ticking: boolean
  /** The moment to count a running phase's time up to. */
  nowMs: () => number
}

/** One phase: what it is, how it stands, how far it is and how long it took. */
export function PhaseCard({ phase, view, status, ticking, nowMs }: PhaseCardProps) {
  return (
    <li class="phase" data-status={status} aria-current={status === 'running' ? 'step' : undefined}>
      <div class="phase-head">
        <span class="phase-icon">
          <PhaseIcon icon={phase.icon} />
        </span>
        <span class="status">
          <Icon name={status} />
          {WORDS[status]}
        </span>
      </div>
      <h3 class="phase-name">
        <Name text={phase.label} />
      </h3>
      <Counts phase={phase} />
      <p class="phase-time">
        <PhaseTime phase={phase} view={view} status={status} ticking={ticking} nowMs={nowMs} />
      </p>
      <PhaseNote phase={phase} view={view} status={status} />
    </li>
  )
}

function Counts({ phase }: { phase: PhaseView }) {
  const { complete, total } = phase
  if (complete === undefined && total === undefined) return null
  const fraction = fractionOf(phase)
  const words =
    total === undefined ? countWord(complete ?? 0) : `${countWord(complete ?? 0)} of ${countWord(total)}`
  return (
    <div class="counts">
      <span class="counts-words">{words}</span>
      <div
        class="bar"
        role="progressbar"
        aria-label={phase.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percentOf(fraction)}
        aria-valuetext={words}
      >
        <span class="bar-fill" style={{ transform: `scaleX(${fraction})` }} />
      </div>
    </div>
  )
}

function PhaseTime({ phase, view, status, ticking, nowMs }: PhaseCardProps) {
  useSecond(ticking && status === 'running')
  const now = nowMs()
  const seconds = phaseSeconds(phase, view, now)
  if (seconds === undefined) return null
  if (status === 'stopped') return <>stopped after {exactly(seconds * 1000)}</>
  if (status !== 'running') return <>{exactly(seconds * 1000)}</>
  return (
    <>
      <span class="clock">{durationAsClock(seconds)}</span>
      <PhaseEta phase={phase} view={view} ticking={ticking} nowMs={nowMs} />
    </>
  )
}

/** The writer's own forecast as a range, else one from the counts so far. */
export function PhaseEta({ phase, view, ticking, nowMs }: Omit<PhaseCardProps, 'status'>) {
  if (phase.eta) return <EtaWords eta={phase.eta} madeMs={view.updatedMs} ticking={ticking} nowMs={nowMs} />
  const seconds = phaseEtaSeconds(phase, view, nowMs())
  return seconds !== undefined && ticking ? (
    <span class="eta">{etaInWords({ lowSeconds: seconds, highSeconds: seconds })}</span>
  ) : null
}

function PhaseNote({ phase, view, status }: Pick<PhaseCardProps, 'phase' | 'view' | 'status'>) {
  if (isEarlierFailure(phase, view)) return <p class="phase-note">failed in an earlier run</p>
  if (status === 'unknown') {
    return (
      <p class="phase-note">
        status “<bdi>{phase.statusWord}</bdi>” is not one that this page knows
      </p>
    )
  }
  if (phase.skipReason === undefined || status !== 'skipped') return null
  return (
    <p class="phase-note">
      <bdi>{phase.skipReason}</bdi>
    </p>
  )
}
