import { join } from 'node:path'
import {
  readTaskList,
  summarizeTasks,
  TASKS_JSON_FILENAME,
  type TaskListView,
  type TaskSummary,
} from '../contract/index.ts'
import { readJsonFile, type Stamp, sameStamp, stampOf } from '../files/index.ts'

/** The tasks of a story and what they come to, and why they can't be read where they can't. */
export type TasksReading = Pick<TaskListView, 'tasks'> & { summary: TaskSummary; problem?: string }

const readingOf = (list: TaskListView): TasksReading => ({ tasks: list.tasks, summary: summarizeTasks(list) })

/**
 * Looks at a folder's tasks again and again: a file that did not change is not read again, and one that can't be read
 * keeps the last good tasks.
 *
 * @example const look = tasksIn('./my-show'); look().tasks.length // 42
 */
export function tasksIn(folder: string): () => TasksReading {
  const path = join(folder, TASKS_JSON_FILENAME)
  let stamp: Stamp | undefined
  let last = readingOf({ tasks: [] })
  return () => {
    const now = stampOf(path)
    if (now !== undefined && sameStamp(now, stamp)) return last
    stamp = now
    try {
      const value = now && readJsonFile(path)?.value
      const list = value === undefined ? { tasks: [] } : readTaskList(value)
      last = list ? readingOf(list) : { ...last, problem: `${path} holds no list of tasks.` }
    } catch (error) {
      last = { ...last, problem: error instanceof Error ? error.message : String(error) }
    }
    return last
  }
}
