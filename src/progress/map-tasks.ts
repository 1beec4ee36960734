import pMap from 'p-map'
import { refuse } from '../host/index.ts'
import { describeFailure } from './failure.ts'
import type { TaskHandle } from './task-handle.ts'
import type { NewTask } from './task-keys.ts'

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

/** Calls the function for each item, with a task of its own. @throws AggregateError with every failure */
export async function runTasks<Item, Result>(
  tracker: { task(task: NewTask): TaskHandle },
  type: string,
  items: readonly Item[],
  work: (item: Item, task: TaskHandle) => Result | Promise<Result>,
  options: MapTasksOptions<Item>,
): Promise<Result[]> {
  if (typeof work !== 'function') throw refuse('work', 'a function', work)
  const name = options.characterId ?? defaultName
  const one = async (item: Item): Promise<Result> => {
    const task = tracker.task({
      type,
      characterId: name(item),
      ...(options.showId === undefined ? {} : { showId: options.showId }),
      ...(options.label === undefined ? {} : { label: options.label(item) }),
    })
    try {
      const result = await work(item, task)
      task.succeed()
      return result
    } catch (error) {
      task.fail(error)
      throw error
    }
  }
  try {
    return await pMap(items, one, {
      concurrency: options.concurrency ?? Number.POSITIVE_INFINITY,
      stopOnError: false,
    })
  } catch (error) {
    throw error instanceof AggregateError ? summary(type, error, items.length) : error
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
