import { join } from 'node:path'
import {
  judgeLiveness,
  type Liveness,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  readProgress,
} from '../contract/index.ts'
import { type ProcessPresence, processPresence, readJsonFile } from '../files/index.ts'
import { findDeadPhases } from './predecessor.ts'

/** A story as one look at its folder shows it. */
export type StoryReading = {
  /** Absent when there is no file or it can't be read. */
  progress?: ProgressView
  /** Why the file can't be read, in words. */
  problem?: string
  writer: ProcessPresence
  liveness: Liveness
}

/**
 * Looks at a story folder once.
 *
 * @param storyPath the story folder
 * @returns never throws: what can't be read is said in `problem`
 * @example readStory('./my-story').liveness.state // 'finished'
 */
export function readStory(storyPath: string): StoryReading {
  try {
    const file = readJsonFile(join(storyPath, PROGRESS_JSON_FILENAME))
    if (file === undefined) return unread(`there is no ${PROGRESS_JSON_FILENAME} in ${storyPath} yet`)
    const progress = readProgress(file.value)
    if (!progress) return broken(`${join(storyPath, PROGRESS_JSON_FILENAME)} holds no JSON object.`)
    const writer = writerPresence(progress)
    return { progress, writer, liveness: judgeLiveness(progress, { nowMs: Date.now(), writer }) }
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error))
  }
}

const unread = (reason: string): StoryReading => ({
  writer: 'unknown',
  liveness: { state: 'waiting', reason },
})

const broken = (problem: string): StoryReading => ({ ...unread(problem), problem })

/**
 * Whether the processes behind a story are there: those of its running phases, `gone` only when all of them are; between
 * two phases the one that wrote last.
 *
 * @example writerPresence(view) // 'present'
 */
export function writerPresence(view: ProgressView): ProcessPresence {
  if (view.phaseWriters.length === 0) {
    return view.finishedMs === undefined ? processPresence(view) : 'unknown'
  }
  const presences = view.phaseWriters.map(({ writer }) => processPresence(writer))
  if (presences.includes('present')) return 'present'
  return presences.every((presence) => presence === 'gone') ? 'gone' : 'unknown'
}

/**
 * Whether a story is alive, stuck, dead, failed, idle, waiting or finished, with the reason in words.
 *
 * @example readLiveness('./my-story') // { state: 'dead', reason: 'the pipeline (pid 4711) is gone while …' }
 */
export function readLiveness(storyPath: string): Liveness {
  return readStory(storyPath).liveness
}

/** What a stale story is: phases that the file calls running although nobody runs them. */
export type StaleCheck = { stale: false } | { stale: true; phases: string[]; message: string }

/**
 * Looks for phases that a dead process left running. It changes nothing: the next `start()` marks them as failed.
 *
 * @example
 * const check = checkStale('./my-story')
 * if (check.stale) console.error(check.message)
 */
export function checkStale(storyPath: string): StaleCheck {
  try {
    const dead = findDeadPhases(readJsonFile(join(storyPath, PROGRESS_JSON_FILENAME))?.value, Date.now())
    return dead ? { stale: true, phases: dead.phases, message: dead.message } : { stale: false }
  } catch {
    // A file that can't be read names no running phase.
    return { stale: false }
  }
}
