import { judgeLiveness } from '../contract/index.ts'
import { readStory } from '../progress/index.ts'
import type { Picture } from './screen/story-lines.ts'
import { tasksIn } from './tasks-in.ts'

/**
 * An observer that keeps looking at a story: it goes by its own monotonic clock once it has seen the file change, and
 * keeps the last good state when the file can't be read.
 */
export function observe(folder: string): () => Picture {
  let updatedMs: number | undefined
  let since = performance.now()
  let sawChange = false
  let looked = false
  let last: Picture['progress']
  const lookAtTasks = tasksIn(folder)
  return () => {
    const { progress = last, problem: trouble, writer, liveness } = readStory(folder)
    const { tasks, problem = trouble } = lookAtTasks()
    const nowMs = Date.now()
    last = progress
    if (progress === undefined)
      return { folder, liveness, nowMs, ...(problem === undefined ? {} : { problem }) }
    if (progress.updatedMs !== updatedMs) {
      sawChange = looked
      updatedMs = progress.updatedMs
      since = performance.now()
    }
    looked = true
    const seen = { nowMs, writer, unchangedForMs: performance.now() - since, sawChange }
    return {
      folder,
      progress,
      tasks,
      nowMs,
      liveness: judgeLiveness(progress, seen),
      ...(problem === undefined ? {} : { problem }),
    }
  }
}
