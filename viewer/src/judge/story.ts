import {
  type ProgressView,
  progressOfTasks,
  readProgress,
  summarizeTasks,
  type TaskListView,
  type TaskSummary,
  type TaskView,
  toldByTasks,
} from '../../../src/contract/index.ts'
import { type StoryState, viewOf } from '../source/state.ts'

/** The story of a page: as its files have it, and as its tasks tell it, which is what is judged and shown. */
export type PageStory = { written: ProgressView; view: ProgressView; tasks: readonly TaskView[] }

const NO_TASKS: TaskListView = { tasks: [] }

const summaryOf = remembered(summarizeTasks)
const madeOf = remembered((list: TaskListView) => readProgress(progressOfTasks(summaryOf(list))))
const toldOf = remembered((written: ProgressView) =>
  remembered((list: TaskListView) => storyOf(written, list, summaryOf(list))),
)

const storyOf = (written: ProgressView, { tasks }: TaskListView, summary: TaskSummary): PageStory => ({
  written,
  view: toldByTasks(written, summary),
  tasks,
})

/**
 * The story as far as it was read; a folder that has only tasks is one as well. Ten thousand tasks are gone through once for
 * each version of their file, however often this is asked.
 *
 * @example storyIn(store.get())?.view.phases.length // 8
 */
export function storyIn({ progress, tasks }: StoryState): PageStory | undefined {
  const list = viewOf(tasks) ?? NO_TASKS
  const written = viewOf(progress) ?? (progress.kind === 'absent' ? madeOf(list) : undefined)
  return written && toldOf(written)(list)
}

/** A function that answers for the same thing once. */
function remembered<Thing extends object, Answer>(
  answer: (thing: Thing) => Answer,
): (thing: Thing) => Answer {
  const known = new WeakMap<Thing, { answer: Answer }>()
  return (thing) => {
    const before = known.get(thing)
    if (before !== undefined) return before.answer
    const now = answer(thing)
    known.set(thing, { answer: now })
    return now
  }
}
