import { TASK_STATUSES, type TaskStatus } from './names.ts'
import { given, type WriterView, writerOf } from './progress-view.ts'
import { countOf, isDictionary, listOf, ownValue, textOf, timeOf, wordOf } from './reading.ts'

/** One task of `_tasks.json` as a reader shows it. */
export type TaskView = {
  id: string
  type: string
  status: TaskStatus | 'unknown'
  showId?: string
  characterId?: string
  label?: string
  /** 0 to 100 */
  progress?: number
  startedMs?: number
  completedMs?: number
  outputUrl?: string
  error?: string
  stepNumber?: number
  /** How it went before, oldest first; absent where this is the first time. */
  attempts?: readonly TaskAttempt[]
  /** The process that works on it, where the file says so. */
  writer?: WriterView
}

/** Whether a task is called active: begun and not ended. */
export const isActiveTask = ({ status }: Pick<TaskView, 'status'>): boolean =>
  status === 'starting' || status === 'processing'

/** An earlier attempt at a task. Times in ms since 1970. */
export type TaskAttempt = {
  startedMs: number
  completedMs: number
  status: TaskStatus | 'unknown'
  error?: string
}

/** What `_tasks.json` says: its tasks, and when it was written (ms since 1970). */
export type TaskListView = { tasks: readonly TaskView[]; updatedMs?: number }

/**
 * Reads a parsed `_tasks.json` with the time of its last write.
 *
 * @returns undefined when the value is not an object, or its `tasks` no list
 * @example readTaskList({ tasks: [] })?.updatedMs // undefined
 */
export function readTaskList(value: unknown): TaskListView | undefined {
  const tasks = readTasks(value)
  return tasks && { tasks, ...given('updatedMs', timeOf(ownValue(value, 'updated_ts'))) }
}

/**
 * Reads a parsed `_tasks.json`; entries that are not objects with a type are passed over.
 *
 * @returns the tasks in the file's order, or undefined when the value is not an object, or its `tasks` no list
 * @example readTasks({ tasks: [{ id: 'a', type: 'portrait', status: 'failed' }] })?.length // 1
 */
export function readTasks(value: unknown): TaskView[] | undefined {
  if (!isDictionary(value)) return undefined
  const tasks = ownValue(value, 'tasks')
  if (tasks !== undefined && !Array.isArray(tasks)) return undefined
  const views: TaskView[] = []
  for (const [index, task] of listOf(tasks).entries()) {
    const view = readTask(task, index)
    if (view !== undefined) views.push(view)
  }
  return views
}

/** Key by key into one object: of ten thousand tasks, an object for each key would take three times as long. */
function readTask(task: unknown, index: number): TaskView | undefined {
  const type = textOf(ownValue(task, 'type'))
  if (type === undefined) return undefined
  const view: TaskView = {
    id: textOf(ownValue(task, 'id')) ?? `task-${index + 1}`,
    type,
    status: wordOf(ownValue(task, 'status'), TASK_STATUSES) ?? 'unknown',
  }
  const showId = textOf(ownValue(task, 'show_id'))
  if (showId !== undefined) view.showId = showId
  const characterId = textOf(ownValue(task, 'character_id'))
  if (characterId !== undefined) view.characterId = characterId
  const label = textOf(ownValue(task, 'label'))
  if (label !== undefined) view.label = label
  const progress = countOf(ownValue(task, 'progress'))
  if (progress !== undefined) view.progress = Math.min(100, progress)
  const startedMs = timeOf(ownValue(task, 'started_at'))
  if (startedMs !== undefined) view.startedMs = startedMs
  const completedMs = timeOf(ownValue(task, 'completed_at'))
  if (completedMs !== undefined) view.completedMs = completedMs
  const outputUrl = textOf(ownValue(task, 'output_url'))
  if (outputUrl !== undefined) view.outputUrl = outputUrl
  const error = textOf(ownValue(task, 'error'))
  if (error) view.error = error
  const stepNumber = countOf(ownValue(task, 'step_number'))
  if (stepNumber !== undefined) view.stepNumber = stepNumber
  const attempts = attemptsOf(ownValue(task, 'attempts'))
  if (attempts !== undefined) view.attempts = attempts
  const writer = ownValue(task, 'writer')
  if (isDictionary(writer)) view.writer = writerOf(writer)
  return view
}

/** Attempts without both times can't be placed, and are left out. */
function attemptsOf(value: unknown): TaskAttempt[] | undefined {
  if (value === undefined) return undefined
  const attempts = listOf(value).flatMap((attempt) => {
    const startedMs = timeOf(ownValue(attempt, 'started_at'))
    const completedMs = timeOf(ownValue(attempt, 'completed_at'))
    if (startedMs === undefined || completedMs === undefined) return []
    return [
      {
        startedMs,
        completedMs,
        status: wordOf(ownValue(attempt, 'status'), TASK_STATUSES) ?? ('unknown' as const),
        ...given('error', textOf(ownValue(attempt, 'error')) || undefined),
      },
    ]
  })
  return attempts.length === 0 ? undefined : attempts
}
