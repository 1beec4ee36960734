import { textOf } from '../contract/index.ts'
import { type Draft, isDraft, list } from './draft.ts'

/** Where the tasks of a draft are: ten thousand of them are looked up four times a second. */
type TaskIndex = {
  byId: Map<string, Draft>
  /** The ids by type, show and character. */
  byIdentity: Map<string, string>
  /** How long the list is that was looked through: another program's tasks may share an id. */
  length: number
}

const indexes = new WeakMap<object, TaskIndex>()

function indexOf(draft: Draft): TaskIndex {
  const tasks = list(draft, 'tasks')
  const known = indexes.get(tasks)
  if (known !== undefined && known.length === tasks.length) return known
  const made: TaskIndex = { byId: new Map(), byIdentity: new Map(), length: tasks.length }
  for (const task of tasks) if (isDraft(task)) note(made, task, identityOf(task))
  indexes.set(tasks, made)
  return made
}

function note(index: TaskIndex, task: Draft, identity: string): void {
  const id = textOf(task['id']) ?? ''
  index.byId.set(id, task)
  index.byIdentity.set(identity, id)
}

/** The tasks of a draft by their ids. */
export const tasksById = (draft: Draft): ReadonlyMap<string, Draft> => indexOf(draft).byId

/** The id of the task of that type, show and character, if there is one. */
export const sameTask = (draft: Draft, identity: string): string | undefined =>
  indexOf(draft).byIdentity.get(identity)

/** Puts a task in the place of the one with its id, or at the end. */
export function putTask(draft: Draft, task: Draft, identity: string): void {
  const index = indexOf(draft)
  const present = index.byId.get(textOf(task['id']) ?? '')
  if (present === undefined) {
    index.length = list(draft, 'tasks').push(task)
    note(index, task, identity)
    return
  }
  index.byIdentity.delete(identityOf(present))
  for (const key of Object.keys(present)) delete present[key]
  Object.assign(present, task)
  note(index, present, identity)
}

/** Keeps the tasks that the question is answered with yes for. */
export function keepTasks(draft: Draft, keep: (task: Draft) => boolean): void {
  draft['tasks'] = list(draft, 'tasks').filter((task) => !isDraft(task) || keep(task))
}

/** What makes a task the same: its type, show and character. The lengths tell where one ends. */
export function identityOf(task: Draft): string {
  const type = textOf(task['type']) ?? ''
  const show = textOf(task['show_id']) ?? ''
  return `${type.length} ${show.length} ${type}${show}${textOf(task['character_id']) ?? ''}`
}
