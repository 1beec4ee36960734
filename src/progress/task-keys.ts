import { isDictionary, ownValue, TASK_STATUSES, type TaskStatus, wordOf } from '../contract/index.ts'
import { filledText, refuse, shortText, text } from '../host/index.ts'
import type { Draft } from './draft.ts'

/** What a task is made of. Same type, show and character is the same task: it is replaced, not doubled. */
export type NewTask = {
  /** The phase that the task belongs to. */
  type: string
  /** Default: made. */
  id?: string
  showId?: string
  characterId?: string
  label?: string
  /** Default `starting`. */
  status?: TaskStatus
  /** 0 to 100. */
  progress?: number
  /** What it made: an address, or a path relative to the story folder. */
  outputUrl?: string
  error?: string
  metadata?: { [key: string]: unknown }
}

/** What can change about a task. What it is (id, type, show and character) stays. */
export type TaskPatch = Partial<Omit<NewTask, 'id' | 'type' | 'showId' | 'characterId'>>

const ACTIVE: readonly string[] = ['starting', 'processing'] satisfies TaskStatus[]

export const isActiveStatus = (status: unknown): boolean =>
  typeof status === 'string' && ACTIVE.includes(status)

const FIXED_KEYS: readonly string[] = ['id', 'type', 'showId', 'characterId']
const OPEN_KEYS: readonly string[] = ['label', 'status', 'progress', 'outputUrl', 'error', 'metadata']

/** @throws StoryMonitorError INVALID_ARGUMENT for a key that no task has: a slip of the pen must not vanish */
export function checkTask(task: object): void {
  const known = [...FIXED_KEYS, ...OPEN_KEYS]
  for (const key in task) {
    if (known.includes(key)) continue
    throw refuse(`task.${key}`, `left out: there are ${known.join(', ')}`, ownValue(task, key))
  }
}

/** @throws StoryMonitorError INVALID_ARGUMENT where a patch would make it another task, or has an unknown key */
export function checkPatch(patch: TaskPatch): void {
  for (const key in patch) {
    if (OPEN_KEYS.includes(key) || FIXED_KEYS.includes(key)) continue
    throw refuse(`patch.${key}`, `left out: there are ${OPEN_KEYS.join(', ')}`, ownValue(patch, key))
  }
  if (!('id' in patch || 'type' in patch || 'showId' in patch || 'characterId' in patch)) return
  for (const key of FIXED_KEYS) {
    const value = ownValue(patch, key)
    if (value === undefined) continue
    throw refuse(`patch.${key}`, 'left out: a task keeps what it is; remove it and add another', value)
  }
}

/** The file's keys for what was given, checked. @throws StoryMonitorError INVALID_ARGUMENT */
export function taskKeys(task: Partial<NewTask>): Draft {
  const keys: Draft = {}
  if (task.type !== undefined) keys['type'] = filledText('type', task.type)
  if (task.showId !== undefined) keys['show_id'] = text('showId', task.showId)
  if (task.characterId !== undefined) keys['character_id'] = text('characterId', task.characterId)
  if (task.label !== undefined) keys['label'] = text('label', task.label)
  if (task.status !== undefined) keys['status'] = statusWord(task.status)
  if (task.progress !== undefined) keys['progress'] = percentage(task.progress)
  if (task.outputUrl !== undefined) keys['output_url'] = filledText('outputUrl', task.outputUrl)
  if (task.error !== undefined) keys['error'] = shortText('error', task.error)
  if (task.metadata !== undefined && !isDictionary(task.metadata))
    throw refuse('metadata', 'an object', task.metadata)
  return keys
}

function statusWord(status: unknown): TaskStatus {
  const word = wordOf(status, TASK_STATUSES)
  if (word === undefined) throw refuse('status', `one of ${TASK_STATUSES.join(', ')}`, status)
  return word
}

function percentage(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) {
    throw refuse('progress', 'a number from 0 to 100', value)
  }
  return value
}
