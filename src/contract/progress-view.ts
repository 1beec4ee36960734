import { PHASE_STATUSES, type PhaseStatus } from './names.ts'
import { countOf, isDictionary, listOf, ownValue, textOf, timeOf, wordOf } from './reading.ts'
import { labelOf, phasesOf } from './workflows.ts'

/** One phase as a reader shows it. `status` is `unknown` for a word that the contract doesn't have. */
export type PhaseView = {
  name: string
  label: string
  icon: string
  perSubject: boolean
  status: PhaseStatus | 'unknown'
  /** The status as the file has it, where that is not one of the contract's words. */
  statusWord?: string
  complete?: number
  total?: number
  startedMs?: number
  finishedMs?: number
  durationSeconds?: number
  /** Seconds (monotonic, the writer's) that a running phase had taken at the last write. */
  elapsedSeconds?: number
  skipReason?: string
  /** Why it failed, where the file tells it of this phase. */
  failure?: PhaseFailure
  /** How it ran before in this run of the story, oldest first; absent where this is the first time. */
  attempts?: readonly PhaseAttempt[]
  /** As the writer foretold it at its last write. */
  eta?: EtaView
}

/** What went wrong in a phase. */
export type PhaseFailure = { error: string; traceback?: string }

/** An earlier attempt at a phase. Times in ms since 1970. */
export type PhaseAttempt = {
  startedMs: number
  finishedMs: number
  status: PhaseStatus | 'unknown'
  error?: string
}

/** Seconds still needed and their range, with how far such forecasts were off before (0.14 is 14 %). */
export type EtaView = { seconds: number; lowSeconds: number; highSeconds: number }

/** A process as a file names it. */
export type WriterView = {
  pid?: number
  host?: string
  processStartedTs?: string
  processStartId?: string
  /** Its last sign of life, ms since 1970, and its promise, where the file has them for each writer. */
  beatMs?: number
  /** Set when it stopped working on the phase in good order without ending it. */
  closedMs?: number
  heartbeatSeconds?: number
}

/** What `_progress.json` says, with everything that is missing or of the wrong type left out. Times in ms since 1970. */
export type ProgressView = {
  jobId: string
  workflow: string
  phases: PhaseView[]
  updatedMs?: number
  progressMs?: number
  startedMs?: number
  finishedMs?: number
  /** Set when the writer ended in good order without completing the story. */
  closedMs?: number
  currentStep?: string
  storyPath?: string
  pid?: number
  host?: string
  processStartedTs?: string
  processStartId?: string
  /** The writer's promise: a sign of life at least this often while a phase runs. */
  heartbeatSeconds?: number
  /** The writer's own measure: no progress for longer than this is not normal for the running phase. */
  stuckAfterSeconds?: number
  /** Seconds (monotonic, the writer's) without progress at the last write. */
  quietSeconds?: number
  /** Who works on each running phase: several processes may share the story, and even a phase. */
  phaseWriters: { phase: string; writer: WriterView }[]
  /** Of the whole story, as the writer foretold it at its last write. */
  eta?: EtaView
  /** How far forecasts of this workflow were off so far: the median error (0.14 is 14 %) of that many. */
  pastEtaError?: { error: number; samples: number }
  error?: string
  traceback?: string
  /** Set where no phase runs by its own word, and tasks tell of phases that call themselves pending. */
  toldByTasks?: true
  /** What the reader had to leave out, in words. */
  problems: string[]
}

const MAX_PHASES = 20_000
/** Past this many of a kind, more of them say nothing new. */
const MAX_PROBLEMS = 20

/**
 * Reads a parsed `_progress.json` of any origin: five keys are enough, unknown keys and wrong types are passed over.
 *
 * @param value what `JSON.parse` gave
 * @returns the view, or undefined when the value is not an object at all
 * @example readProgress({ phases: { reddit: 'done' } })?.phases[0]?.status // 'done'
 */
export function readProgress(value: unknown): ProgressView | undefined {
  if (!isDictionary(value)) return undefined
  const problems: string[] = []
  const workflow = textOf(ownValue(value, 'workflow')) ?? 'story'
  const phases = namesOf(value, workflow, problems).map((name) => phaseOf(value, name, workflow, problems))
  return {
    jobId: textOf(ownValue(value, 'job_id')) ?? '',
    workflow,
    phases,
    ...given('updatedMs', timeOf(ownValue(value, 'updated_ts'))),
    ...given('progressMs', timeOf(ownValue(value, 'progress_ts'))),
    ...given('startedMs', timeOf(ownValue(value, 'started_ts'))),
    ...given('finishedMs', timeOf(ownValue(value, 'finished_ts'))),
    ...given('closedMs', timeOf(ownValue(value, 'closed_ts'))),
    ...given('currentStep', textOf(ownValue(value, 'current_step')) || undefined),
    ...given('storyPath', textOf(ownValue(value, 'story_path'))),
    ...writerOf(value),
    phaseWriters: phases
      .filter((phase) => phase.status === 'running')
      .flatMap((phase) => writersOf(value, phase.name)),
    ...given('eta', etaOf(ownValue(ownValue(value, 'eta'), 'total'))),
    ...given('pastEtaError', pastErrorOf(ownValue(value, 'eta'))),
    ...given('quietSeconds', countOf(ownValue(value, 'quiet_seconds'))),
    ...given('heartbeatSeconds', countOf(ownValue(value, 'heartbeat_seconds')) || undefined),
    ...given('stuckAfterSeconds', countOf(ownValue(value, 'stuck_after_seconds')) || undefined),
    ...given('error', textOf(ownValue(value, 'error')) || undefined),
    ...given('traceback', textOf(ownValue(value, 'traceback')) || undefined),
    problems,
  }
}

function writersOf(value: object, phase: string): { phase: string; writer: WriterView }[] {
  const first = ownValue(ownValue(value, 'phase_writers'), phase)
  if (first === undefined) return [{ phase, writer: writerOf(value) }]
  return [first, ...listOf(ownValue(first, 'others'))].map((one) => ({ phase, writer: phaseWriterOf(one) }))
}

/** The process that an entry of `phase_writers` names, with its heartbeat. */
export const phaseWriterOf = (value: unknown): WriterView => ({
  ...writerOf(value),
  ...given('beatMs', timeOf(ownValue(value, 'beat_ts'))),
  ...given('closedMs', timeOf(ownValue(value, 'closed_ts'))),
  ...given('heartbeatSeconds', countOf(ownValue(value, 'heartbeat_seconds')) || undefined),
})

/**
 * Whether two parts of files name the same process.
 *
 * @example isSameWriter({ pid: 7, host: 'studio' }, { pid: 7, host: 'studio' }) // true
 */
export const isSameWriter = (one: WriterView, other: WriterView): boolean =>
  one.pid === other.pid && one.host === other.host && one.processStartId === other.processStartId

/** The process that a part of a file names. */
export const writerOf = (value: unknown): WriterView => ({
  ...given('pid', countOf(ownValue(value, 'pid'))),
  ...given('host', textOf(ownValue(value, 'host'))),
  ...given('processStartedTs', textOf(ownValue(value, 'process_started_ts'))),
  ...given('processStartId', textOf(ownValue(value, 'process_start_id'))),
})

function etaOf(value: unknown): EtaView | undefined {
  const seconds = countOf(ownValue(value, 'seconds'))
  const lowSeconds = countOf(ownValue(value, 'low_seconds'))
  const highSeconds = countOf(ownValue(value, 'high_seconds'))
  if (seconds === undefined || lowSeconds === undefined || highSeconds === undefined) return undefined
  return { seconds, lowSeconds, highSeconds }
}

function pastErrorOf(value: unknown): { error: number; samples: number } | undefined {
  const error = countOf(ownValue(value, 'past_error'))
  const samples = countOf(ownValue(value, 'samples'))
  return error === undefined || samples === undefined ? undefined : { error, samples }
}

/** Anything can stand where a status should: a deep array can't even be made a text. */
const wordShown = (word: unknown): string =>
  typeof word === 'object' && word !== null ? 'no word' : String(word).slice(0, 100)

/** The phase order of the file, then phases that only `phases` has; the workflow's own where neither says any. */
function namesOf(value: object, workflow: string, problems: string[]): string[] {
  const order = listOf(ownValue(value, 'phase_order')).filter((name) => typeof name === 'string')
  const phases = ownValue(value, 'phases')
  if (phases !== undefined && !isDictionary(phases)) problems.push('"phases" is not an object')
  const named = isDictionary(phases) ? Object.keys(phases) : []
  const names = [...new Set([...order, ...named])]
  if (names.length > MAX_PHASES)
    problems.push(`only the first ${MAX_PHASES} of ${names.length} phases are shown`)
  return names.length > 0 ? names.slice(0, MAX_PHASES) : phasesOf(workflow).map((phase) => phase.name)
}

function phaseOf(value: object, name: string, workflow: string, problems: string[]): PhaseView {
  const info = ownValue(ownValue(value, 'phase_info'), name)
  const counts = ownValue(ownValue(value, 'phase_progress'), name)
  const times = ownValue(ownValue(value, 'phase_times'), name)
  const word = ownValue(ownValue(value, 'phases'), name)
  const status = word === undefined ? 'pending' : (wordOf(word, PHASE_STATUSES) ?? 'unknown')
  if (status === 'unknown' && problems.length < MAX_PROBLEMS)
    problems.push(`phase "${name}" has an unknown status`)
  const known = phasesOf(workflow).find((phase) => phase.name === name)
  return {
    name,
    label: textOf(ownValue(info, 'label')) ?? known?.label ?? labelOf(name),
    icon: textOf(ownValue(info, 'icon')) ?? known?.icon ?? 'step',
    perSubject: ownValue(info, 'per_subject') === true || (known?.perSubject ?? false),
    status,
    ...given('statusWord', status === 'unknown' ? wordShown(word) : undefined),
    ...countsOf(name, counts, problems),
    ...given('startedMs', timeOf(ownValue(times, 'started_ts'))),
    ...given('finishedMs', timeOf(ownValue(times, 'finished_ts'))),
    ...given('durationSeconds', countOf(ownValue(times, 'duration_seconds'))),
    ...given('elapsedSeconds', countOf(ownValue(times, 'elapsed_seconds'))),
    ...given('attempts', attemptsOf(ownValue(ownValue(value, 'phase_attempts'), name))),
    ...given('eta', etaOf(ownValue(ownValue(ownValue(value, 'eta'), 'phases'), name))),
    ...given('skipReason', textOf(ownValue(ownValue(value, 'skip_reasons'), name))),
    ...given('failure', status === 'error' ? failureOf(value, name) : undefined),
  }
}

function failureOf(value: object, phase: string): PhaseFailure | undefined {
  const failure = ownValue(ownValue(value, 'phase_failures'), phase)
  const error = textOf(ownValue(failure, 'message'))
  if (!error) return undefined
  return { error, ...given('traceback', textOf(ownValue(failure, 'traceback')) || undefined) }
}

/** More pieces than there should be: the total was too small, and "9 of 7" would look like an error of the page. */
function countsOf(name: string, counts: unknown, problems: string[]): { complete?: number; total?: number } {
  const complete = countOf(ownValue(counts, 'complete'))
  const total = countOf(ownValue(counts, 'total'))
  if (complete === undefined || total === undefined || complete <= total) {
    return { ...given('complete', complete), ...given('total', total) }
  }
  if (problems.length < MAX_PROBLEMS) {
    problems.push(`phase "${name}" counts ${complete} of ${total}, shown as ${complete} of ${complete}`)
  }
  return { complete, total: complete }
}

/** Attempts without both times can't be placed, and are left out. */
function attemptsOf(value: unknown): PhaseAttempt[] | undefined {
  const attempts = listOf(value).flatMap((attempt) => {
    const startedMs = timeOf(ownValue(attempt, 'started_ts'))
    const finishedMs = timeOf(ownValue(attempt, 'finished_ts'))
    if (startedMs === undefined || finishedMs === undefined) return []
    return [
      {
        startedMs,
        finishedMs,
        status: wordOf(ownValue(attempt, 'status'), PHASE_STATUSES) ?? ('unknown' as const),
        ...given('error', textOf(ownValue(attempt, 'error')) || undefined),
      },
    ]
  })
  return attempts.length === 0 ? undefined : attempts
}

/** `{ [key]: value }`, or nothing at all: optional keys are absent, never undefined. */
export function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  const part: { [K in Key]?: Value } = {}
  if (value !== undefined) part[key] = value
  return part
}
