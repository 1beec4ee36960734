import { join } from 'node:path'
import {
  given,
  judgeLiveness,
  type Liveness,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  progressOfTasks,
  readProgress,
  type TaskView,
  toldByTasks,
} from '../contract/index.ts'
import { type ProcessPresence, processPresence, readJsonFile } from '../files/index.ts'
import { findDeadPhases } from './predecessor.ts'
import { tasksIn } from './tasks-in.ts'

/** A story as one look at its `_progress.json` shows it. */
export type PhasesReading = {
  /** Absent when there is no file or it can't be read. */
  progress?: ProgressView
  /** Why the file can't be read, in words. */
  problem?: string
  writer: ProcessPresence
  liveness: Liveness
}

/** A story as one look at its folder shows it; where there are only tasks, its phases are made of them. */
export type StoryReading = PhasesReading & {
  /** `progress` as the tasks tell it: this is what `liveness` judges. */
  told?: ProgressView
  tasks: readonly TaskView[]
  /** Why the tasks can't be read, in words. */
  tasksProblem?: string
}

/**
 * Looks at a story folder once.
 *
 * @param storyPath the story folder
 * @returns never throws: what can't be read is said in `problem`
 * @example readStory('./my-story').liveness.state // 'finished'
 */
export const readStory = (storyPath: string): StoryReading => storyReader(storyPath)()

/**
 * `readStory` for whoever looks again and again: tasks that did not change are not read again.
 *
 * @example const look = storyReader('./my-story'); look().told?.phases.length // 8
 */
export function storyReader(storyPath: string): () => StoryReading {
  const lookAtTasks = tasksIn(storyPath)
  return () => {
    const { tasks, summary, problem: tasksProblem } = lookAtTasks()
    const phases = readPhases(storyPath)
    const rest = { tasks, ...given('tasksProblem', tasksProblem) }
    const isAbsent = phases.progress === undefined && phases.problem === undefined
    const progress = isAbsent ? readProgress(progressOfTasks(summary)) : phases.progress
    if (progress === undefined) return { ...phases, ...rest }
    const told = toldByTasks(progress, summary, processPresence)
    const liveness = judgeLiveness(told, { nowMs: Date.now(), writer: phases.writer })
    return { ...phases, ...rest, progress, told, liveness }
  }
}

/**
 * Looks at what the phases of a story say, without its tasks, of which there can be thousands.
 *
 * @example readPhases('./my-story').progress?.currentStep
 */
export function readPhases(storyPath: string): PhasesReading {
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

const unread = (reason: string): PhasesReading => ({
  writer: 'unknown',
  liveness: { state: 'waiting', reason },
})

const broken = (problem: string): PhasesReading => ({ ...unread(problem), problem })

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
