import { basename, resolve } from 'node:path'
import { createColors } from 'picocolors'
import {
  durationAsClock,
  durationInWords,
  fractionOf,
  type Liveness,
  overallFraction,
  type PhaseView,
  type ProgressView,
  phaseEtaSeconds,
  phaseSeconds,
} from '../../contract/index.ts'
import { clean, cut } from './clean.ts'

export type Picture = {
  folder: string
  progress?: ProgressView
  liveness: Liveness
  problem?: string
  nowMs: number
}

export type Look = { colour: boolean; columns: number; maxPhases: number }

type Colours = ReturnType<typeof createColors>

const BAR = 24

/** A story as lines for a terminal: its name and state, each phase with its bar, and what is happening now. */
export function storyLines(picture: Picture, look: Look): string[] {
  const colours = createColors(look.colour)
  const { progress, liveness, problem } = picture
  if (progress === undefined) {
    return [
      colours.bold(nameOf(picture)),
      '',
      problem === undefined ? clean(liveness.reason) : colours.red(clean(problem)),
    ]
  }
  const { shown, before, after } = windowOf(progress.phases, look.maxPhases)
  const widest = Math.min(24, Math.max(...shown.map((phase) => [...clean(phase.label)].length), 0))
  return [
    `${colours.bold(nameOf(picture))}  ${Math.floor(overallFraction(progress) * 100)} %`,
    stateLine(liveness, colours, look.columns),
    '',
    ...(before > 0 ? [colours.dim(`  … ${before} more before`)] : []),
    ...shown.map((phase) => phaseLine(phase, picture, colours, widest, look.columns)),
    ...(after > 0 ? [colours.dim(`  … ${after} more after`)] : []),
    ...(progress.currentStep === undefined
      ? []
      : ['', cut(`now: ${clean(progress.currentStep)}`, look.columns)]),
    ...(progress.error === undefined ? [] : ['', colours.red(`error: ${clean(progress.error)}`)]),
    ...(problem === undefined ? [] : ['', colours.yellow(clean(problem))]),
  ]
}

export const nameOf = ({ folder, progress }: Picture): string =>
  clean(progress?.jobId || basename(resolve(folder))) || 'story'

function stateLine(liveness: Liveness, colours: Colours, columns: number): string {
  const line = cut(`${liveness.state}: ${clean(liveness.reason)}`, columns)
  if (liveness.state === 'dead' || liveness.state === 'failed') return colours.red(line)
  if (liveness.state === 'stuck') return colours.yellow(line)
  return liveness.state === 'alive' || liveness.state === 'finished' ? colours.green(line) : colours.dim(line)
}

function phaseLine(
  phase: PhaseView,
  picture: Picture,
  colours: Colours,
  widest: number,
  columns: number,
): string {
  const stopped = phase.status === 'running' && picture.liveness.state === 'dead'
  const label = cut(clean(phase.label), widest).padEnd(widest)
  const facts = [
    ...factsOf(phase, stopped),
    ...(stopped ? [] : timesOf(phase, picture)),
    ...(phase.skipReason ? [clean(phase.skipReason)] : []),
  ]
  const [mark, paint] = markOf(phase, stopped, colours)
  const room = Math.max(10, columns - widest - BAR - 6)
  return `${paint(`${mark} ${label}`)}  ${bar(phase, colours)}  ${cut(facts.join(', '), room)}`
}

/** What a phase says of itself without a clock: its status and its counts. */
export function factsOf(phase: PhaseView, stopped: boolean): string[] {
  const word = phase.status === 'unknown' ? clean(phase.statusWord ?? 'unknown') : phase.status
  const counted = phase.complete !== undefined && phase.total !== undefined
  return [stopped ? 'stopped' : word, ...(counted ? [`${phase.complete} of ${phase.total}`] : [])]
}

function timesOf(phase: PhaseView, { progress, nowMs }: Picture): string[] {
  if (progress === undefined) return []
  const seconds = phaseSeconds(phase, progress, nowMs)
  const eta = phaseEtaSeconds(phase, progress, nowMs)
  return [
    ...(seconds === undefined ? [] : [durationAsClock(seconds)]),
    ...(eta === undefined ? [] : [`about ${durationInWords(eta)} left`]),
  ]
}

function markOf(phase: PhaseView, stopped: boolean, colours: Colours): [string, (text: string) => string] {
  if (stopped || phase.status === 'error') return ['✗', colours.red]
  if (phase.status === 'done') return ['✓', (text) => text]
  if (phase.status === 'running') return ['●', colours.bold]
  return [phase.status === 'skipped' ? '-' : phase.status === 'pending' ? '·' : '?', colours.dim]
}

function bar(phase: PhaseView, colours: Colours): string {
  const full = Math.round(fractionOf(phase) * BAR)
  const paint = phase.status === 'running' ? colours.red : colours.dim
  return `${paint('━'.repeat(full))}${colours.dim('─'.repeat(BAR - full))}`
}

/** Of very many phases, those around what runs, or around what comes next. */
function windowOf(phases: readonly PhaseView[], most: number) {
  if (phases.length <= most) return { shown: phases, before: 0, after: 0 }
  const running = phases.findIndex((phase) => phase.status === 'running')
  const open = running >= 0 ? running : phases.findIndex((phase) => phase.status === 'pending')
  const middle = open >= 0 ? open : phases.length - 1
  const before = Math.min(Math.max(0, middle - Math.floor(most / 2)), phases.length - most)
  return { shown: phases.slice(before, before + most), before, after: phases.length - before - most }
}
