import { ownValue, TASK_STATUSES, type TaskStatus, textOf, timeOf, wordOf } from '../contract/index.ts'
import { processPresence } from '../files/index.ts'
import { filledText, refuse, text } from '../host/index.ts'
import { type Draft, isDraft, list } from './draft.ts'

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
  outputUrl?: string
  error?: string
  metadata?: { [key: string]: unknown }
}

export type TaskPatch = Partial<Omit<NewTask, 'id' | 'type'>>

const ACTIVE: readonly string[] = ['starting', 'processing']

export const isActiveStatus = (status: unknown): boolean =>
  typeof status === 'string' && ACTIVE.includes(status)

/** The file's keys for what was given, checked. @throws StoryMonitorError INVALID_ARGUMENT */
export function taskKeys(task: Partial<NewTask>): Draft {
  const keys: Draft = {}
  if (task.type !== undefined) keys['type'] = filledText('type', task.type)
  if (task.showId !== undefined) keys['show_id'] = text('showId', task.showId)
  if (task.characterId !== undefined) keys['character_id'] = text('characterId', task.characterId)
  if (task.label !== undefined) keys['label'] = text('label', task.label)
  if (task.status !== undefined) keys['status'] = statusWord(task.status)
  if (task.progress !== undefined) keys['progress'] = percentage(task.progress)
  if (task.outputUrl !== undefined) keys['output_url'] = text('outputUrl', task.outputUrl)
  if (task.error !== undefined) keys['error'] = text('error', task.error)
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

const indexes = new WeakMap<object, Map<string, Draft>>()

/** The tasks of a draft by their ids: ten thousand of them are looked up four times a second. */
export function tasksById(draft: Draft): Map<string, Draft> {
  const tasks = list(draft, 'tasks')
  const known = indexes.get(tasks)
  if (known !== undefined && known.size === tasks.length) return known
  const made = new Map(tasks.filter(isDraft).map((task) => [textOf(task['id']) ?? '', task]))
  indexes.set(tasks, made)
  return made
}

const identityOf = (task: Draft): string =>
  JSON.stringify([task['type'], task['show_id'] ?? '', task['character_id'] ?? ''])

const byIdentity = new WeakMap<object, Map<string, string>>()

/** The id of the task of the same type, show and character, if there is one. */
export function sameTask(draft: Draft, keys: Draft): string | undefined {
  const tasks = list(draft, 'tasks')
  let known = byIdentity.get(tasks)
  if (known === undefined || known.size !== tasks.length) {
    known = new Map(tasks.filter(isDraft).map((task) => [identityOf(task), textOf(task['id']) ?? '']))
    byIdentity.set(tasks, known)
  }
  return known.get(identityOf(keys))
}

/** Puts a task in the place of the one with its id, or at the end. */
export function putTask(draft: Draft, task: Draft): void {
  const tasks = list(draft, 'tasks')
  const index = tasksById(draft)
  const id = textOf(task['id']) ?? ''
  const present = index.get(id)
  if (present !== undefined) {
    for (const key of Object.keys(present)) delete present[key]
    Object.assign(present, task)
    return
  }
  const identities = byIdentity.get(tasks)
  tasks.push(task)
  index.set(id, task)
  identities?.set(identityOf(task), id)
}

/** Changes a task; one that has ended gets its end time, one that has begun loses an earlier one. */
export function patchTask(draft: Draft, id: string, keys: Draft, ts: string): boolean {
  const task = tasksById(draft).get(id)
  if (task === undefined) return false
  Object.assign(task, keys)
  if (keys['status'] === undefined) return true
  if (isActiveStatus(keys['status'])) {
    for (const key of ['completed_at', 'error']) if (keys[key] === undefined) delete task[key]
    return true
  }
  task['completed_at'] = ts
  if (keys['status'] === 'succeeded') {
    task['progress'] = 100
    delete task['error']
  }
  return true
}

/** Keeps the tasks that the question is answered with yes for. */
export function keepTasks(draft: Draft, keep: (task: Draft) => boolean): void {
  draft['tasks'] = list(draft, 'tasks').filter((task) => !isDraft(task) || keep(task))
}

/** Whether a task ended longer ago than the age, in seconds. */
export function endedBefore(task: Draft, ageSeconds: number, nowMs: number): boolean {
  const ended = timeOf(task['completed_at'])
  return !isActiveStatus(task['status']) && ended !== undefined && nowMs - ended > ageSeconds * 1000
}

/** Active tasks of processes that are gone have failed. @returns how many there were */
export function failOrphans(draft: Draft, ts: string): number {
  let failed = 0
  for (const task of list(draft, 'tasks')) {
    if (!isDraft(task) || !isActiveStatus(task['status']) || !writerIsGone(task)) continue
    Object.assign(task, { status: 'failed', error: 'process died', completed_at: ts })
    failed += 1
  }
  return failed
}

function writerIsGone(task: Draft): boolean {
  const writer = task['writer']
  const pid = ownValue(writer, 'pid')
  const presence = processPresence({
    pid: typeof pid === 'number' ? pid : undefined,
    host: textOf(ownValue(writer, 'host')),
    processStartId: textOf(ownValue(writer, 'process_start_id')),
  })
  return presence === 'gone'
}
