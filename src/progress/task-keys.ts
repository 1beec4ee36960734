import { isDictionary, ownValue, TASK_STATUSES, type TaskStatus, wordOf } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { filledText, knownKeys, refuse, shortText, text, type Warnings } from '../host/index.ts'
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
  /** In percent: what is beyond 0 or 100 counts as that, and what is no finite number is left out with a warning. */
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

const KEYS: readonly string[] = [...FIXED_KEYS, ...OPEN_KEYS]

/** @throws StoryMonitorError INVALID_ARGUMENT for a key that no task has */
export const checkTask = (task: object): void => knownKeys('task', task, KEYS)

/** @throws StoryMonitorError INVALID_ARGUMENT where a patch would make it another task, or has an unknown key */
export function checkPatch(patch: TaskPatch): void {
  if ('id' in patch || 'type' in patch || 'showId' in patch || 'characterId' in patch) {
    for (const key of FIXED_KEYS) {
      const value = ownValue(patch, key)
      if (value === undefined) continue
      throw refuse(`patch.${key}`, 'left out: a task keeps what it is; remove it and add another', value)
    }
  }
  knownKeys('patch', patch, OPEN_KEYS)
}

/** The file's keys for what was given, checked. @throws StoryMonitorError INVALID_ARGUMENT */
export function taskKeys(task: Partial<NewTask>, warnings: Warnings): Draft {
  const keys: Draft = {}
  if (task.type !== undefined) keys['type'] = filledText('type', task.type)
  if (task.showId !== undefined) keys['show_id'] = text('showId', task.showId)
  if (task.characterId !== undefined) keys['character_id'] = text('characterId', task.characterId)
  if (task.label !== undefined) keys['label'] = text('label', task.label)
  if (task.status !== undefined) keys['status'] = statusWord(task.status)
  const percent = task.progress === undefined ? undefined : percentage(task.progress, warnings)
  if (percent !== undefined) keys['progress'] = percent
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

/** Percentages are reckoned, and 0 of 0 or a rounding is no reason to fail the work that they tell of. */
function percentage(value: unknown, warnings: Warnings): number | undefined {
  if (typeof value !== 'number') throw refuse('progress', 'a number from 0 to 100', value)
  if (Number.isFinite(value)) return Math.min(100, Math.max(0, value))
  const message = `A task's progress of ${value} is no percentage and is left out. Give a number from 0 to 100.`
  warnings.begin('PERCENTAGE', new StoryMonitorError('INVALID_ARGUMENT', message))
  return undefined
}
