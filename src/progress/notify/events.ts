import { countOf, labelOf, ownValue, textOf, timeOf } from '../../contract/index.ts'
import type { StoryReading } from '../read-story.ts'

/** Something that a person wants to be told. */
export type StoryEvent = {
  event: 'finished' | 'error' | 'stuck' | 'dead'
  story_path: string
  job_id: string
  /** One line for people. */
  message: string
  phase?: string
  error?: string
  at: string
}

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

  function look(reading: StoryReading, history: readonly unknown[], at: string): StoryEvent[] {
    const about = { story_path: storyPath, job_id: reading.progress?.jobId ?? '', at }
    const events = history
      .filter(isNew)
      .flatMap((line) => eventOf(line).map((event) => ({ ...about, ...event })))
    const { state, reason } = reading.liveness
    if (state === 'stuck' && !stuck) events.push({ ...about, event: 'stuck', message: reason })
    if (state === 'dead' && !dead) events.push({ ...about, event: 'dead', message: reason })
    stuck = state === 'stuck'
    dead ||= state === 'dead'
    return events
  }

  function isNew(line: unknown): boolean {
    const seq = countOf(ownValue(line, 'seq')) ?? 0
    if (seq <= lastSeq) return false
    lastSeq = seq
    return (timeOf(ownValue(line, 'ts')) ?? 0) >= sinceMs
  }

  return { look }
}

type News = Pick<StoryEvent, 'event' | 'message' | 'phase' | 'error'>

function eventOf(line: unknown): News[] {
  const kind = ownValue(line, 'kind')
  const status = ownValue(line, 'status')
  if (kind === 'story' && status === 'complete')
    return [{ event: 'finished', message: 'The story is finished' }]
  if (kind !== 'phase' || status !== 'error') return []
  const phase = textOf(ownValue(line, 'name')) ?? ''
  const error = textOf(ownValue(line, 'reason')) ?? 'no reason given'
  return [{ event: 'error', phase, error, message: `${labelOf(phase)} failed: ${error}` }]
}
