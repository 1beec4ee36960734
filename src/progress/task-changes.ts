import { ownValue, timeOf } from '../contract/index.ts'
import { type Draft, isDraft, list } from './draft.ts'
import { tasksById } from './task-index.ts'
import { isActiveStatus } from './task-keys.ts'

/** The changes of tasks, as functions over the file's content: they know neither disk nor clock. `ts` is ISO 8601. */

/** Attempts that are kept of a task, and how much of each one's error. */
const MAX_ATTEMPTS = 10
const MAX_ATTEMPT_ERROR = 300

/** The attempts of a task that begins again: those that it had, and the one that has just ended. */
export function attemptsAfter(task: Draft | undefined): Draft {
  if (task === undefined) return {}
  const earlier = ownValue(task, 'attempts')
  const { started_at, completed_at, status, error } = task
  const attempts = [
    ...(Array.isArray(earlier) ? earlier : []),
    ...(timeOf(started_at) === undefined || timeOf(completed_at) === undefined || isActiveStatus(status)
      ? []
      : [
          {
            started_at,
            completed_at,
            status,
            ...(typeof error === 'string' ? { error: error.slice(0, MAX_ATTEMPT_ERROR) } : {}),
          },
        ]),
  ]
  return attempts.length === 0 ? {} : { attempts: attempts.slice(-MAX_ATTEMPTS) }
}

/** Changes a task; one that has ended gets its end time, one that begins again keeps what it did before as an attempt. */
export function patchTask(draft: Draft, id: string, keys: Draft, ts: string): void {
  const task = tasksById(draft).get(id)
  if (task === undefined) return
  const isNewAttempt = isActiveStatus(keys['status']) && !isActiveStatus(task['status'])
  if (isNewAttempt) Object.assign(task, attemptsAfter(task), { started_at: ts })
  Object.assign(task, keys)
  if (keys['status'] === undefined) return
  if (isActiveStatus(keys['status'])) {
    for (const key of ['completed_at', 'error']) if (keys[key] === undefined) delete task[key]
    return
  }
  task['completed_at'] = ts
  if (keys['status'] === 'succeeded') {
    task['progress'] = 100
    delete task['error']
  }
}

/** Whether a task ended longer ago than the age, in seconds. */
export function endedBefore(task: Draft, ageSeconds: number, nowMs: number): boolean {
  const ended = timeOf(task['completed_at'])
  return !isActiveStatus(task['status']) && ended !== undefined && nowMs - ended > ageSeconds * 1000
}

/** The active tasks of writers that are gone. */
export const orphansIn = (draft: Draft, isGone: (writer: unknown) => boolean): Draft[] =>
  list(draft, 'tasks')
    .filter(isDraft)
    .filter((task) => isActiveStatus(task['status']) && isGone(task['writer']))
