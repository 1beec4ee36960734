import { judgeLiveness } from '../contract/index.ts'
import { type StoryReading, storyReader } from '../progress/index.ts'
import type { Picture } from './screen/story-lines.ts'

/**
 * An observer that keeps looking at a story: it goes by its own monotonic clock once it has seen the file change, and
 * keeps the last good state when the file can't be read.
 */
export function observe(folder: string): () => Picture {
  let updatedMs: number | undefined
  let since = performance.now()
  let sawChange = false
  let looked = false
  let last: Pick<StoryReading, 'progress' | 'told'> = {}
  const look = storyReader(folder)
  return () => {
    const { tasks, tasksProblem, writer, liveness, ...reading } = look()
    const problem = tasksProblem ?? reading.problem
    const nowMs = Date.now()
    if (reading.progress !== undefined) last = reading
    const { progress, told } = last
    if (progress === undefined || told === undefined)
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
      liveness: judgeLiveness(told, seen),
      ...(problem === undefined ? {} : { problem }),
    }
  }
}
