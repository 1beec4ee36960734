import { ownValue, textOf, timeOf } from '../contract/index.ts'
import { clearedTasks } from './cleared-tasks.ts'
import { type Draft, isDraft, list } from './draft.ts'
import type { Failure } from './transitions.ts'

/** More of them are counted only. */
const MAX_NAMED = 5

/**
 * What the tasks of a phase say against its being done: one that did not succeed, whoever worked on it.
 *
 * @param draft a `_tasks.json`
 * @param sinceMs when the run began, ms since 1970: tasks that ended before that belong to an earlier run
 * @returns undefined when all succeeded, or there are none
 */
export function taskFailures(draft: Draft, type: string, sinceMs: number | undefined): Failure | undefined {
  const own = [...list(draft, 'tasks').filter(isDraft), ...clearedTasks(draft)].filter(
    (task) => task['type'] === type && !endedBefore(task, sinceMs),
  )
  const failed = own.filter((task) => task['status'] !== 'succeeded')
  if (failed.length === 0) return undefined
  const named = failed.slice(0, MAX_NAMED).map(nameWithReason).join('; ')
  const more = failed.length > MAX_NAMED ? ` (and ${failed.length - MAX_NAMED} more)` : ''
  return { message: `${failed.length} of ${own.length} failed: ${named}${more}` }
}

function endedBefore(task: Draft, sinceMs: number | undefined): boolean {
  const ended = timeOf(task['completed_at'])
  return sinceMs !== undefined && ended !== undefined && ended < sinceMs
}

function nameWithReason(task: Draft): string {
  const name = ['label', 'character_id', 'id'].map((key) => textOf(ownValue(task, key))).find(Boolean)
  const status = textOf(task['status']) ?? 'unknown'
  const reason = textOf(task['error']) || (status === 'failed' ? '' : status)
  return `${name ?? 'a task'}${reason === '' ? '' : ` (${reason.slice(0, 200)})`}`
}
