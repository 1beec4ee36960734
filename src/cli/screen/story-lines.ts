import { basename, resolve } from 'node:path'
import { createColors } from 'picocolors'
import {
  countedByTasks,
  durationAsClock,
  etaAt,
  etaInWords,
  failuresOf,
  fractionOf,
  type Liveness,
  overallFraction,
  type ProgressView,
  pastErrorInWords,
  percentOf,
  phaseEtaSeconds,
  phaseSeconds,
  pipelineOf,
  type StepView,
  type TaskView,
} from '../../contract/index.ts'
import { processPresence } from '../../files/index.ts'
import { clean, cut } from '../../host/index.ts'
import { deliveryInWords, type FailedDelivery } from '../../progress/index.ts'

export type Picture = {
  folder: string
  progress?: ProgressView
  tasks?: readonly TaskView[]
  liveness: Liveness
  problem?: string
  /** The last word of this run that notify could not deliver. */
  undelivered?: FailedDelivery
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
  const { shown, before, after } = windowOf(stepsOf(picture), look.maxPhases)
  const widest = Math.min(24, Math.max(...shown.map(({ phase }) => [...clean(phase.label)].length), 0))
  return [
    [`${colours.bold(nameOf(picture))}  ${percentOfStory(picture)} %`, ...totalEta(picture)].join('  '),
    stateLine(liveness, colours, look.columns),
    ...timeLine(progress, liveness, colours),
    '',
    ...(before > 0 ? [colours.dim(`  … ${before} more before`)] : []),
    ...shown.map((step) => stepLine(step, picture, colours, widest, look.columns)),
    ...(after > 0 ? [colours.dim(`  … ${after} more after`)] : []),
    ...(progress.currentStep === undefined
      ? []
      : [
          '',
          cut(`${isMoving(liveness) ? 'now' : 'last step'}: ${clean(progress.currentStep)}`, look.columns),
        ]),
    ...errorLines(progress, colours, look.maxPhases),
    ...(problem === undefined ? [] : ['', colours.yellow(clean(problem))]),
    ...(picture.undelivered === undefined ? [] : ['', undeliveredLine(picture.undelivered, colours)]),
    ...oddities(progress).map((line) => colours.yellow(cut(clean(line), look.columns))),
  ]
}

/** What went wrong in each failed phase; one that an earlier run has left is told calmly. */
function errorLines(progress: ProgressView, colours: Colours, maxPhases: number): string[] {
  const failures = failuresOf(progress).filter(({ error }) => error !== undefined)
  if (failures.length === 0) return []
  const lines = failures.slice(0, maxPhases).map(({ phase, error = '', isBefore }) => {
    const whose = phase === undefined || failures.length === 1 ? '' : `${clean(phase.label)}: `
    return isBefore
      ? colours.dim(`error in an earlier run: ${whose}${clean(error)}`)
      : colours.red(`error: ${whose}${clean(error)}`)
  })
  const more = failures.length - lines.length
  return ['', ...lines, ...(more > 0 ? [colours.dim(`… ${more} more`)] : [])]
}

const undeliveredLine = (failed: FailedDelivery, colours: Colours): string =>
  colours.yellow(clean(`notify: ${deliveryInWords(failed)} (see _notifications.jsonl)`))

/** What the file says that can't be: the first of it stands for all. */
function oddities({ problems }: ProgressView): string[] {
  const [first, ...rest] = problems
  if (first === undefined) return []
  return ['', `_progress.json: ${first}${rest.length === 0 ? '' : ` (and ${rest.length} more like it)`}`]
}

export const nameOf = ({ folder, progress }: Picture): string =>
  clean(progress?.jobId || basename(resolve(folder))) || 'story'

/** The steps of the story, each with its tasks. */
export const stepsOf = ({ progress, tasks = [], liveness }: Picture): StepView[] =>
  progress === undefined ? [] : pipelineOf(progress, tasks, liveness.state === 'dead', processPresence)

/** How far the whole is, by its counts and by its tasks. */
export const percentOfStory = ({ progress, tasks = [] }: Picture): number =>
  progress === undefined ? 0 : percentOf(overallFraction(countedByTasks(progress, tasks)))

function totalEta({ progress, liveness, nowMs }: Picture): string[] {
  if (progress?.eta === undefined || !isMoving(liveness)) return []
  const past = pastErrorInWords(progress.pastEtaError)
  const eta = etaAt(progress.eta, progress.updatedMs, nowMs)
  if (eta === undefined) return []
  const words = etaInWords(eta)
  return [past === undefined ? words : `${words} (${past})`]
}

/** When it began, and when it was last heard of: the first questions in the morning. */
function timeLine(progress: ProgressView, liveness: Liveness, colours: Colours): string[] {
  const { startedMs, finishedMs, updatedMs } = progress
  const last = finishedMs ?? updatedMs
  const facts = [
    ...(startedMs === undefined ? [] : [`started ${momentOf(startedMs)}`]),
    ...(isMoving(liveness) || last === undefined
      ? []
      : [`${finishedMs === undefined ? 'last sign of life' : 'finished'} ${momentOf(last)}`]),
  ]
  return facts.length === 0 ? [] : [colours.dim(facts.join(', '))]
}

/** Local time of day, with the date: a run may be days old. */
const momentOf = (milliseconds: number): string => {
  const two = (count: number) => String(count).padStart(2, '0')
  const at = new Date(milliseconds)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}

const isMoving = ({ state }: Liveness): boolean => state === 'alive' || state === 'stuck'

function stateLine(liveness: Liveness, colours: Colours, columns: number): string {
  const line = cut(`${liveness.state}: ${clean(liveness.reason)}`, columns)
  if (liveness.state === 'dead' || liveness.state === 'failed') return colours.red(line)
  if (liveness.state === 'stuck') return colours.yellow(line)
  return liveness.state === 'alive' || liveness.state === 'finished' ? colours.green(line) : colours.dim(line)
}

function stepLine(
  step: StepView,
  picture: Picture,
  colours: Colours,
  widest: number,
  columns: number,
): string {
  const { phase } = step
  const isOver = picture.liveness.state === 'dead'
  const label = cut(clean(phase.label), widest).padEnd(widest)
  const facts = [
    ...factsOf(step),
    ...(isOver && phase.status === 'running' ? [] : timesOf(step, picture)),
    ...(phase.skipReason ? [clean(phase.skipReason)] : []),
    ...(step.state === 'failed' && step.error !== undefined ? [clean(step.error)] : []),
  ]
  const [mark, paint] = markOf(step, colours)
  const room = Math.max(10, columns - widest - BAR - 6)
  return `${paint(`${mark} ${label}`)}  ${bar(step, colours)}  ${cut(facts.join(', '), room)}`
}

/** What a step says of itself without a clock: how it stands, its counts, and its tasks that run or failed. */
export function factsOf({ phase, state, counts, tasks }: StepView): string[] {
  const { complete, total } = phase
  const counted = complete !== undefined && total !== undefined
  return [
    tasks.length === 0 && state !== 'stopped' ? statusWord(phase) : STATE_WORDS[state],
    ...(counted ? [`${complete} of ${total}`] : []),
    ...(counts.active > 0 ? [`${counts.active} active`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
  ]
}

const statusWord = ({ status, statusWord: word }: StepView['phase']): string =>
  status === 'unknown' ? clean(word ?? 'unknown') : status

/** A step's state in the words of the file. */
export const STATE_WORDS: { [State in StepView['state']]: string } = {
  pending: 'pending',
  active: 'running',
  done: 'done',
  failed: 'error',
  skipped: 'skipped',
  stopped: 'stopped',
}

function timesOf({ phase }: StepView, { progress, liveness, nowMs }: Picture): string[] {
  if (progress === undefined) return []
  const seconds = phaseSeconds(phase, progress, nowMs)
  return [
    ...(seconds === undefined ? [] : [durationAsClock(seconds)]),
    ...etaOf(phase, progress, liveness, nowMs),
  ]
}

/** The writer's own forecast as a range, else one from the counts so far. */
function etaOf(
  phase: StepView['phase'],
  progress: ProgressView,
  liveness: Liveness,
  nowMs: number,
): string[] {
  if (phase.status !== 'running' || !isMoving(liveness)) return []
  const foretold = phase.eta && etaAt(phase.eta, progress.updatedMs, nowMs)
  if (foretold !== undefined) return [etaInWords(foretold)]
  const eta = phaseEtaSeconds(phase, progress, nowMs)
  return eta === undefined ? [] : [etaInWords({ lowSeconds: eta, highSeconds: eta })]
}

function markOf({ phase, state }: StepView, colours: Colours): [string, (text: string) => string] {
  if (state === 'stopped' || state === 'failed') return ['✗', colours.red]
  if (state === 'done') return ['✓', (text) => text]
  if (state === 'active') return ['●', colours.bold]
  return [state === 'skipped' ? '-' : phase.status === 'unknown' ? '?' : '·', colours.dim]
}

function bar({ phase, state }: StepView, colours: Colours): string {
  const full = Math.round((state === 'done' ? 1 : fractionOf(phase)) * BAR)
  const paint = state === 'active' ? colours.red : colours.dim
  return `${paint('━'.repeat(full))}${colours.dim('─'.repeat(BAR - full))}`
}

/** Of very many steps, those around what runs, or around what comes next. */
function windowOf(steps: readonly StepView[], most: number) {
  if (steps.length <= most) return { shown: steps, before: 0, after: 0 }
  const running = steps.findIndex(({ state }) => state === 'active' || state === 'stopped')
  const open = running >= 0 ? running : steps.findIndex(({ state }) => state === 'pending')
  const middle = open >= 0 ? open : steps.length - 1
  const before = Math.min(Math.max(0, middle - Math.floor(most / 2)), steps.length - most)
  return { shown: steps.slice(before, before + most), before, after: steps.length - before - most }
}
