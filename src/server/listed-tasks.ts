import {
  abandonedIn,
  countedByTallies,
  countTasks,
  isActiveTask,
  overallFraction,
  type ProgressView,
  readTasks,
  type Tally,
  type TaskCounts,
  type TaskView,
  talliesOf,
} from '../contract/index.ts'
import { processPresence } from '../files/index.ts'

/** What is kept of a story's tasks for the list: with hundreds of stories, all of them would be too many. */
export type ListedTasks = {
  counts: TaskCounts
  active: readonly TaskView[]
  tallies: ReadonlyMap<string, Tally>
}

/** @param value a parsed `_tasks.json` */
export function listedTasks(value: unknown): ListedTasks {
  const tasks = readTasks(value) ?? []
  return { counts: countTasks(tasks), active: tasks.filter(isActiveTask), tallies: talliesOf(tasks) }
}

/** The counts of now: active tasks whose process is gone have failed. */
export function settledCounts(
  { counts, active }: ListedTasks,
  view: ProgressView | undefined,
): { activeTasks: number; failedTasks: number } {
  if (view === undefined || active.length === 0)
    return { activeTasks: counts.active, failedTasks: counts.failed }
  const lost = active.filter(abandonedIn(view, false, processPresence)).length
  return { activeTasks: counts.active - lost, failedTasks: counts.failed + lost }
}

/** How far the whole is, 0 to 1, by its counts and by its tasks, as the story's own page says it. */
export const listedFraction = ({ tallies }: ListedTasks, view: ProgressView): number =>
  overallFraction(countedByTallies(view, tallies))
