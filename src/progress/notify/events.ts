import {
  countOf,
  labelOf,
  ownValue,
  type ProgressView,
  textOf,
  timeOf,
  type WriterView,
} from '../../contract/index.ts'
import { deathOf } from '../predecessor.ts'
import type { PhasesReading } from '../read-story.ts'

/** Something that a person wants to be told. */
export type StoryEvent = {
  event: 'finished' | 'failed' | 'error' | 'stuck' | 'dead'
  story_path: string
  job_id: string
  /** One line for people. */
  message: string
  phase?: string
  error?: string
  /** When it happened, ISO 8601; of `stuck` and `dead`, when it was noticed. */
  at: string
}

/** An event, and what names it in this story for everybody who notices it. */
export type Notice = { key: string; event: StoryEvent }

/**
 * Tells what is new in a story, each event once: failures and the end from its history, which misses nothing between
 * two looks; stuck (once until it moves again) and dead from its liveness.
 *
 * @param storyPath named in the events
 * @param sinceMs when the run began, ms since 1970: what is dated before that is no news
 */
export function eventsOf(storyPath: string, sinceMs: number) {
  let lastSeq = 0
  let stuck = false
  let dead = false

  /** @param reading not older than the history */
  function look(reading: PhasesReading, history: readonly unknown[], at: string): Notice[] {
    const { progress, liveness } = reading
    const about = { story_path: storyPath, job_id: progress?.jobId ?? '' }
    const notices = history
      .filter(isNew)
      .flatMap((line) => eventOf(line, reading))
      .map(({ key, ...event }) => ({ key, event: { ...about, ...event } }))
    const tell = (event: 'stuck' | 'dead', key: string) =>
      notices.push({ key, event: { ...about, event, message: liveness.reason, at } })
    if (liveness.state === 'stuck' && !stuck) tell('stuck', `stuck ${progress?.progressMs}`)
    if (liveness.state === 'dead' && !dead) tell('dead', deathKey(deathOf(writersOf(progress))))
    stuck = liveness.state === 'stuck'
    dead ||= liveness.state === 'dead'
    return notices
  }

  function isNew(line: unknown): boolean {
    const seq = countOf(ownValue(line, 'seq')) ?? 0
    if (seq <= lastSeq) return false
    lastSeq = seq
    return (timeOf(ownValue(line, 'ts')) ?? 0) >= sinceMs
  }

  return { look }
}

type News = Pick<StoryEvent, 'event' | 'message' | 'phase' | 'error' | 'at'> & { key: string }

/** The processes whose end makes a story dead: those of its running phases; between two phases the one that wrote last. */
const writersOf = (progress: ProgressView | undefined): readonly WriterView[] => {
  const own = progress?.phaseWriters.map(({ writer }) => writer) ?? []
  return own.length === 0 && progress !== undefined ? [progress] : own
}

/** A death is told once, whether it is seen by whoever outlives the pipeline or found by the one that comes after it. */
const deathKey = (death: string): string => `dead ${death}`

/** Several processes may each say that the story is complete: a run of it ends once. */
function endKey(at: string, progress: ProgressView | undefined): string | undefined {
  const begun = progress?.startedMs
  return begun === undefined || begun > (timeOf(at) ?? 0) ? undefined : `end of the run of ${begun}`
}

function eventOf(line: unknown, { liveness, progress }: PhasesReading): News[] {
  const at = textOf(ownValue(line, 'ts')) ?? ''
  // With its time: the numbers begin anew where somebody has removed the history.
  const lineKey = `line ${countOf(ownValue(line, 'seq'))} ${at}`
  const kind = ownValue(line, 'kind')
  const status = ownValue(line, 'status')
  if (kind === 'story' && (status === 'complete' || status === 'failed')) {
    const key = endKey(at, progress) ?? lineKey
    if (liveness.state !== 'failed') return [{ key, event: 'finished', message: 'The story is finished', at }]
    return [{ key, event: 'failed', message: `The story ${liveness.reason}`, at }]
  }
  if (kind !== 'phase' || status !== 'error') return []
  const phase = textOf(ownValue(line, 'name')) ?? ''
  const error = textOf(ownValue(line, 'reason')) ?? 'no reason given'
  const death = textOf(ownValue(line, 'death'))
  const key = death === undefined ? lineKey : deathKey(death)
  return [{ key, event: 'error', phase, error, message: `${labelOf(phase)} failed: ${error}`, at }]
}
