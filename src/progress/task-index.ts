import { textOf } from '../contract/index.ts'
import { type Draft, isDraft, list } from './draft.ts'

/** Where the tasks of a draft are: ten thousand of them are looked up four times a second. */

const byId = new WeakMap<object, Map<string, Draft>>()
const byIdentity = new WeakMap<object, Map<string, string>>()

/** The tasks of a draft by their ids. */
export function tasksById(draft: Draft): Map<string, Draft> {
  const tasks = list(draft, 'tasks')
  const known = byId.get(tasks)
  if (known !== undefined && known.size === tasks.length) return known
  const made = new Map(tasks.filter(isDraft).map((task) => [textOf(task['id']) ?? '', task]))
  byId.set(tasks, made)
  return made
}

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
    byIdentity.delete(tasks)
    return
  }
  const identities = byIdentity.get(tasks)
  tasks.push(task)
  index.set(id, task)
  identities?.set(identityOf(task), id)
}

/** Keeps the tasks that the question is answered with yes for. */
export function keepTasks(draft: Draft, keep: (task: Draft) => boolean): void {
  draft['tasks'] = list(draft, 'tasks').filter((task) => !isDraft(task) || keep(task))
}

/** Each part with its length before it, so that two tasks never share one. */
function identityOf(task: Draft): string {
  const type = textOf(task['type']) ?? ''
  const show = textOf(task['show_id']) ?? ''
  return `${type.length}:${type}${show.length}:${show}${textOf(task['character_id']) ?? ''}`
}
