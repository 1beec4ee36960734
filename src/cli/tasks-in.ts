import { join } from 'node:path'
import { readTasks, TASKS_JSON_FILENAME, type TaskView } from '../contract/index.ts'
import { readJsonFile, type Stamp, sameStamp, stampOf } from '../files/index.ts'

/** The tasks of a story, and why they can't be read where they can't. */
export type TasksReading = { tasks: readonly TaskView[]; problem?: string }

/**
 * Looks at a folder's tasks again and again: a file that did not change is not read again, and one that can't be read
 * keeps the last good tasks.
 *
 * @example const look = tasksIn('./my-show'); look().tasks.length // 42
 */
export function tasksIn(folder: string): () => TasksReading {
  const path = join(folder, TASKS_JSON_FILENAME)
  let stamp: Stamp | undefined
  let last: TasksReading = { tasks: [] }
  return () => {
    const now = stampOf(path)
    if (now !== undefined && sameStamp(now, stamp)) return last
    stamp = now
    if (now === undefined) last = { tasks: [] }
    try {
      if (now !== undefined) last = { tasks: readTasks(readJsonFile(path)?.value) ?? [] }
    } catch (error) {
      last = { ...last, problem: error instanceof Error ? error.message : String(error) }
    }
    return last
  }
}
