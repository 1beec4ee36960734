import pMap from 'p-map'
import { ownValue } from '../contract/index.ts'
import { filledText, knownKeys, refuse, text } from '../host/index.ts'
import { describeFailure } from './failure.ts'
import { type TaskHandle, taskHandle } from './task-handle.ts'
import type { NewTask, TaskPatch } from './task-keys.ts'

export type MapTasksOptions<Item> = {
  /** How many at once. Default: all. */
  concurrency?: number
  /** The show that the tasks belong to. */
  showId?: string
  /** Names an item. Default: the item itself where it is a text, else its `id`. */
  characterId?: (item: Item) => string
  /** A readable name for an item. Default: none. */
  label?: (item: Item) => string
}

/** What is to be done, named and checked before anything starts. */
export type TaskPlan<Item> = { type: string; tasks: { item: Item; task: NewTask }[]; concurrency: number }

const OPTIONS: readonly string[] = ['concurrency', 'showId', 'characterId', 'label']

/** @throws StoryMonitorError INVALID_ARGUMENT */
export function planTasks<Item>(
  type: string,
  items: Iterable<Item>,
  work: unknown,
  options: MapTasksOptions<Item>,
): TaskPlan<Item> {
  filledText('type', type)
  if (!isList(items)) throw refuse('items', 'an array or another iterable of items', items)
  if (typeof work !== 'function') throw refuse('work', 'a function', work)
  checkOptions(options)
  const { characterId = defaultName, label, showId } = options
  const taken = new Map<string, number>()
  const tasks = [...items].map((item, index) => {
    const name = unused(filledText(`the characterId of item ${index}`, characterId(item)), taken)
    const task = {
      type,
      characterId: name,
      ...(showId === undefined ? {} : { showId }),
      ...(label === undefined ? {} : { label: text(`the label of item ${index}`, label(item)) }),
    }
    return { item, task }
  })
  return { type, tasks, concurrency: options.concurrency ?? Number.POSITIVE_INFINITY }
}

/** A text is iterable too, letter by letter: nobody means that. */
const isList = (items: unknown): boolean =>
  typeof items === 'object' && items !== null && typeof Reflect.get(items, Symbol.iterator) === 'function'

function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw refuse('options', 'an object', options)
  knownKeys('options', options, OPTIONS)
  const concurrency = ownValue(options, 'concurrency')
  const isCount =
    typeof concurrency === 'number' && (Number.isSafeInteger(concurrency) || concurrency === Infinity)
  if (concurrency !== undefined && !(isCount && concurrency >= 1)) {
    throw refuse('options.concurrency', 'a whole number of at least 1', concurrency)
  }
  const showId = ownValue(options, 'showId')
  if (showId !== undefined) text('options.showId', showId)
  for (const key of ['characterId', 'label']) {
    const value = ownValue(options, key)
    if (value !== undefined && typeof value !== 'function')
      throw refuse(`options.${key}`, 'a function', value)
  }
}

/** A name that no item before has: the second alice is "alice (2)". */
function unused(name: string, taken: Map<string, number>): string {
  const before = taken.get(name)
  if (before === undefined) {
    taken.set(name, 1)
    return name
  }
  taken.set(name, before + 1)
  return unused(`${name} (${before + 1})`, taken)
}

/**
 * Calls the function for each item, with a task of its own. A task that the function itself reports as failed or canceled
 * is a failure like one that was thrown.
 *
 * @throws AggregateError with every failure
 */
export async function runTasks<Item, Result>(
  tracker: { addTask(task: NewTask): string; updateTask(id: string, patch: TaskPatch): void },
  { type, tasks, concurrency }: TaskPlan<Item>,
  work: (item: Item, task: TaskHandle) => Result | Promise<Result>,
): Promise<Result[]> {
  const one = async ({ item, task }: TaskPlan<Item>['tasks'][number]): Promise<Result> => {
    const id = tracker.addTask(task)
    const reported: { status?: string; error?: unknown } = {}
    const handle = taskHandle(id, (patch, error) => {
      Object.assign(reported, { status: patch.status ?? reported.status, error })
      tracker.updateTask(id, patch)
    })
    let result: Result
    try {
      result = await work(item, handle)
    } catch (error) {
      handle.fail(error)
      throw error
    }
    if (reported.status === 'failed') throw reported.error
    if (reported.status === 'canceled') throw new Error(`${task.label ?? task.characterId} was canceled`)
    handle.succeed()
    return result
  }
  try {
    return await pMap(tasks, one, { concurrency, stopOnError: false })
  } catch (error) {
    throw error instanceof AggregateError ? summary(type, error, tasks.length) : error
  }
}

function defaultName(item: unknown): string {
  if (typeof item === 'string') return item
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
  if (typeof id === 'string' || typeof id === 'number') return String(id)
  throw refuse('options.characterId', 'a function that names an item, as the items have no id', undefined)
}

function summary(type: string, failures: AggregateError, total: number): AggregateError {
  const messages = failures.errors.slice(0, 5).map((error) => describeFailure(error).message)
  const more = failures.errors.length > 5 ? ` (and ${failures.errors.length - 5} more)` : ''
  const text = `${failures.errors.length} of ${total} tasks of ${type} failed: ${messages.join('; ')}${more}`
  return new AggregateError(failures.errors, text)
}
