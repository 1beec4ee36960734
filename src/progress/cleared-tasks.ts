import { ownValue } from '../contract/index.ts'
import { type Draft, isDraft, list, section } from './draft.ts'
import { identityOf, keepTasks, putTask, sameTask, tasksById } from './task-index.ts'
import { isActiveStatus } from './task-keys.ts'

/**
 * What was cleared of phases that still run, in the file's `cleared.tasks`: it is out of the list, but a failure among it
 * still fails its phase, and what is done still counts.
 */

/** What tells of a cleared task how it ended; what it made and its metadata leave the file. */
const KEPT = [
  'id',
  'type',
  'show_id',
  'character_id',
  'label',
  'status',
  'started_at',
  'completed_at',
  'error',
]

const clearedIn = (draft: Draft): Draft | undefined => {
  const cleared = ownValue(draft, 'cleared')
  return isDraft(cleared) ? cleared : undefined
}

/** Every task that has ended leaves the list; it is remembered where its phase runs. */
export function clearEnded(draft: Draft, isRunning: (type: unknown) => boolean): void {
  for (const task of list(draft, 'tasks').filter(isDraft)) {
    if (isActiveStatus(task['status']) || !isRunning(task['type'])) continue
    const kept = KEPT.filter((key) => task[key] !== undefined).map((key) => [key, task[key]])
    putTask(section(draft, 'cleared'), Object.fromEntries(kept), identityOf(task))
  }
  keepTasks(draft, (task) => isActiveStatus(task['status']))
  forgetCleared(draft, (task) => !isRunning(task['type']))
}

/** What was cleared, in the order in which it was. */
export function clearedTasks(draft: Draft): Draft[] {
  const cleared = clearedIn(draft)
  return cleared === undefined ? [] : list(cleared, 'tasks').filter(isDraft)
}

/** The cleared task of that type, show and character, if there is one. */
export function clearedTask(draft: Draft, identity: string): Draft | undefined {
  const cleared = clearedIn(draft)
  const id = cleared && sameTask(cleared, identity)
  return cleared === undefined || id === undefined ? undefined : tasksById(cleared).get(id)
}

export function forgetCleared(draft: Draft, isOver: (task: Draft) => boolean): void {
  const cleared = clearedIn(draft)
  if (cleared === undefined) return
  keepTasks(cleared, (task) => !isOver(task))
  if (list(cleared, 'tasks').length === 0) delete draft['cleared']
}
