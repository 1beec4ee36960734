import {
  countedByType,
  overallFraction,
  type PhaseState,
  type ProgressView,
  readTaskList,
  settleSummary,
  stepsByTasks,
  summarizeTasks,
  type TaskSummary,
} from '../contract/index.ts'
import { processPresence } from '../files/index.ts'

/**
 * What is kept of a story's tasks for the list: with hundreds of stories, all of them would be too many.
 *
 * @param value a parsed `_tasks.json`
 * @param name the file, for the words of what is thrown
 */
export function listedTasks(value: unknown, name: string): TaskSummary {
  const list = readTaskList(value)
  if (list === undefined) throw new Error(`${name} holds no list of tasks.`)
  return summarizeTasks(list)
}

/** The tasks as they are now: active ones whose process is gone have failed. */
export const settled = (tasks: TaskSummary, view: ProgressView | undefined): TaskSummary =>
  view === undefined ? tasks : settleSummary(tasks, view, false, processPresence)

/** How far the whole is, 0 to 1, by its counts and by its tasks, as the story's own page says it. */
export const listedFraction = ({ byType }: TaskSummary, view: ProgressView): number =>
  overallFraction(countedByType(view, byType))

/** The steps that have tasks, each in the state that follows from them, as the story's own page shows it. */
export const listedSteps = (tasks: TaskSummary, view: ProgressView): Record<string, PhaseState> =>
  Object.fromEntries(stepsByTasks(view, tasks))

/** A card has room for no more of an error. */
const MAX_ERROR_LENGTH = 200

/** The errors of the phases that only their tasks call failed: no other file tells them. */
export const listedErrors = ({ errors }: TaskSummary, view: ProgressView): Record<string, string> =>
  Object.fromEntries(
    view.phases.flatMap(({ name, status }): [string, string][] => {
      const error = status === 'pending' ? errors.get(name) : undefined
      return error === undefined ? [] : [[name, error.slice(0, MAX_ERROR_LENGTH)]]
    }),
  )
