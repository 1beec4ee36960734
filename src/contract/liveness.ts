import { durationInWords } from './duration.ts'
import { errorOfPhase, isEarlierFailure } from './failures.ts'
import { given, type PhaseView, type ProgressView } from './progress-view.ts'

/**
 * How a story is doing, with the reason in words for people.
 *
 * waiting: nothing has started yet. idle: some phases are done, none runs. alive: a phase runs and moves. stuck: the
 * writer lives but makes no progress. dead: the writer is gone while a phase was running. failed: a phase ended in an
 * error and nothing runs. finished: the story is complete.
 */
export type Liveness = {
  state: 'waiting' | 'idle' | 'alive' | 'stuck' | 'dead' | 'failed' | 'finished'
  reason: string
}

/** What an observer knows beside the file. */
export type Observation = {
  /** The observer's wall clock, ms since 1970. */
  nowMs: number
  /** Whether the writer's process is there; `unknown` on another host or when nobody can look. */
  writer?: 'present' | 'gone' | 'unknown'
  /** For an observer that keeps looking: ms (monotonic) since it last saw `updated_ts` change, or since it first looked. */
  unchangedForMs?: number
  /** Whether `updated_ts` has changed under the observer's eyes: then its own clock is the better witness. */
  sawChange?: boolean
}

/** A heartbeat may be this late before it counts as missed. The tracker beats well within its promise. */
const GRACE_SECONDS = 1
/** A writer that promises no heartbeat (a five-key file) is stuck after this, and dead after the next. */
const SILENT_STUCK_SECONDS = 120
const SILENT_DEAD_SECONDS = 1800
const DEFAULT_STUCK_SECONDS = 300
/** A process that is there may miss this many beats in a long calculation before it counts as stuck. */
const BUSY_BEATS = 6
/** Clocks of two machines may differ by this much without a word. */
const CLOCK_SKEW_MS = 60_000
/** More failed phases are counted only. */
const MAX_NAMED = 3

/**
 * Judges a story by its file and what the observer saw: pure, one rule for page, terminal and server.
 *
 * @example judgeLiveness(view, { nowMs: Date.now(), writer: 'gone' }).state // 'dead'
 */
export function judgeLiveness(view: ProgressView, seen: Observation): Liveness {
  const observation = view.toldByTasks === true ? byTheClock(view, seen) : seen
  const running = view.phases.filter((phase) => phase.status === 'running')
  if (running.length === 0) return atRest(view, observation)
  const step = view.currentStep === undefined ? '' : `; last step: ${oneLine(view.currentStep)}`
  const names = `${inWords(running.map(({ label }) => label))} ${running.length === 1 ? 'was' : 'were'}`
  if (observation.writer === 'gone') {
    const who = view.pid === undefined ? 'the pipeline' : `the pipeline (pid ${view.pid})`
    return { state: 'dead', reason: `${who} is gone while ${names} running${step}` }
  }
  if (view.closedMs !== undefined) {
    return { state: 'dead', reason: `the pipeline ended while ${names} running${step}` }
  }
  return judgeSilence(view, observation, step)
}

/** An observer watches `_progress.json` for signs of life, and tasks give theirs in another file: their times decide. */
const byTheClock = (view: ProgressView, seen: Observation): Observation =>
  view.updatedMs === undefined ? seen : { nowMs: seen.nowMs, ...given('writer', seen.writer) }

function judgeSilence(view: ProgressView, observation: Observation, step: string): Liveness {
  const ageMs = ageOf(view.updatedMs, observation)
  const present = observation.writer === 'present'
  if (ageMs === 'future') {
    return {
      state: 'stuck',
      reason: `its last write is dated in the future, so its age can't be told${step}`,
    }
  }
  const silent = durationInWords(ageMs / 1000)
  if (view.heartbeatSeconds === undefined) {
    if (ageMs > SILENT_DEAD_SECONDS * 1000 && !present) {
      return { state: 'dead', reason: `no update for ${silent}${step}` }
    }
    const limit = present ? (view.stuckAfterSeconds ?? DEFAULT_STUCK_SECONDS) : SILENT_STUCK_SECONDS
    if (ageMs > limit * 1000) return { state: 'stuck', reason: `no update for ${silent}${step}` }
    return { state: 'alive', reason: `last update ${silent} ago` }
  }
  if (ageMs <= (view.heartbeatSeconds + GRACE_SECONDS) * 1000) return judgeProgress(view, step)
  const reason = `no heartbeat for ${silent}${step}`
  if (!present) return { state: 'dead', reason }
  // A process that is there but silent is busy, stopped or blocked: it may come back, so it is never called dead.
  return { state: ageMs > view.heartbeatSeconds * BUSY_BEATS * 1000 ? 'stuck' : 'alive', reason }
}

function judgeProgress(view: ProgressView, step: string): Liveness {
  const still = stillSeconds(view)
  if (still <= (view.stuckAfterSeconds ?? DEFAULT_STUCK_SECONDS)) {
    return { state: 'alive', reason: 'heartbeat on time' }
  }
  return { state: 'stuck', reason: `alive, but no progress for ${durationInWords(still)}${step}` }
}

/** The writer's monotonic measure where it gives one; else its own two times, so that no foreign clock comes in. */
function stillSeconds(view: ProgressView): number {
  if (view.quietSeconds !== undefined) return view.quietSeconds
  if (view.progressMs === undefined || view.updatedMs === undefined) return 0
  return (view.updatedMs - view.progressMs) / 1000
}

function atRest(view: ProgressView, { writer }: Observation): Liveness {
  const failed = view.phases.filter((phase) => phase.status === 'error')
  const isOver = view.finishedMs !== undefined
  const now = failed.filter((phase) => isOver || !isEarlierFailure(phase, view))
  if (now.length > 0) {
    const words = failuresInWords(now, view, isOver)
    return { state: 'failed', reason: isOver ? `finished with failures: ${words}` : words }
  }
  if (view.error !== undefined && failed.length === 0) return { state: 'failed', reason: oneLine(view.error) }
  const over = view.phases.filter((phase) => phase.status === 'done' || phase.status === 'skipped')
  if (isOver || (over.length > 0 && over.length === view.phases.length)) {
    return { state: 'finished', reason: endInWords(view) }
  }
  const next = view.phases.find((phase) => phase.status === 'pending' || phase.status === 'error')
  if (over.length + failed.length === 0 && view.toldByTasks !== true)
    return { state: 'waiting', reason: 'no phase has started yet' }
  // Its process has gone without a word, and the story isn't complete.
  if (writer === 'gone' && view.closedMs === undefined) {
    const who = view.pid === undefined ? 'the pipeline' : `the pipeline (pid ${view.pid})`
    return { state: 'dead', reason: next ? `${who} is gone before ${next.label}` : `${who} is gone` }
  }
  return { state: 'idle', reason: next ? `nothing is running; next: ${next.label}` : 'nothing is running' }
}

/** Each failed phase with its own error; where the file knows one error only, that stands with the first. */
function failuresInWords(failed: readonly PhaseView[], view: ProgressView, isOver: boolean): string {
  const told = failed.filter((phase, index) => index === 0 || phase.failure !== undefined)
  const words = told.slice(0, MAX_NAMED).map((phase) => {
    const error = errorOfPhase(phase, view)
    const message = error === undefined ? '' : `: ${oneLine(error)}`
    // A message that says of itself that something failed, and the words before it, are not to say it again.
    const says = isOver || /\bfailed\b/i.test(message)
    return `${phase.label}${says ? '' : ' failed'}${message}`
  })
  const more = told.length > MAX_NAMED ? ` (and ${told.length - MAX_NAMED} more)` : ''
  return `${words.join('; ')}${more}`
}

function endInWords({ phases }: ProgressView): string {
  const skipped = phases.filter((phase) => phase.status === 'skipped').length
  if (skipped === 0) return 'all phases are done'
  const done = phases.filter((phase) => phase.status === 'done').length
  return `${done} ${done === 1 ? 'phase' : 'phases'} done, ${skipped} skipped`
}

function ageOf(updatedMs: number | undefined, seen: Observation): number | 'future' {
  const unchanged = seen.unchangedForMs ?? 0
  // Having seen it change, the observer trusts its monotonic clock and no wall clock at all.
  if (seen.sawChange === true || updatedMs === undefined) return unchanged
  const age = seen.nowMs - updatedMs
  if (age < -CLOCK_SKEW_MS && unchanged === 0) return 'future'
  return Math.max(age, unchanged, 0)
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
