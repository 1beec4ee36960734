import { abandonedIn, type PresenceOf } from './abandoned.ts'
import { countByType, countTasks, type TaskCounts } from './phase-state.ts'
import { given, type ProgressView } from './progress-view.ts'
import { isActiveTask, type TaskListView, type TaskView } from './tasks-view.ts'

/** What the tasks of a story come to, where all of them would be too many to keep or to look at each time. */
export type TaskSummary = {
  counts: TaskCounts
  /** By their types, in the order in which these appear. */
  byType: ReadonlyMap<string, TaskCounts>
  active: readonly TaskView[]
  /** The error of the task of each type that failed last in the file's order. */
  errors: ReadonlyMap<string, string>
  /** Their last sign of life, ms since 1970. */
  updatedMs?: number
}

/**
 * Counts the tasks of a file.
 *
 * @example summarizeTasks({ tasks }).byType.get('portrait')?.succeeded // 7
 */
export const summarizeTasks = ({ tasks, updatedMs }: TaskListView): TaskSummary => ({
  counts: countTasks(tasks),
  byType: countByType(tasks),
  active: tasks.filter(isActiveTask),
  errors: lastErrors(tasks),
  ...given('updatedMs', updatedMs ?? lastTimeOf(tasks)),
})

function lastErrors(tasks: readonly TaskView[]): Map<string, string> {
  const errors = new Map<string, string>()
  for (const { type, status, error } of tasks) {
    if (status === 'failed' && error !== undefined) errors.set(type, error)
  }
  return errors
}

/** A file that does not say when it was written is as young as the youngest time in it. */
function lastTimeOf(tasks: readonly TaskView[]): number | undefined {
  let last: number | undefined
  for (const { startedMs, completedMs } of tasks) {
    const time = completedMs ?? startedMs
    if (time !== undefined && (last === undefined || time > last)) last = time
  }
  return last
}

/**
 * The tasks as they can be believed: active ones that nobody works on any more have failed.
 *
 * @param storyIsDead whether every process that ran the story's phases is gone
 * @param presenceOf whether a process is there; default: nobody can tell
 * @returns the very same summary where nothing was lost
 * @example settleSummary(summary, view, true).counts.active // 0
 */
export function settleSummary(
  summary: TaskSummary,
  view: ProgressView,
  storyIsDead: boolean,
  presenceOf?: PresenceOf,
): TaskSummary {
  const { counts, byType, active } = summary
  if (active.length === 0) return summary
  const isAbandoned = abandonedIn(view, storyIsDead, presenceOf)
  const lost = active.filter(isAbandoned)
  if (lost.length === 0) return summary
  const settledByType = new Map(byType)
  for (const [type, { total }] of countByType(lost)) {
    const known = byType.get(type)
    if (known !== undefined) settledByType.set(type, withLost(known, total))
  }
  return {
    ...summary,
    counts: withLost(counts, lost.length),
    byType: settledByType,
    active: active.filter((task) => !isAbandoned(task)),
  }
}

const withLost = (counts: TaskCounts, lost: number): TaskCounts => ({
  ...counts,
  active: counts.active - lost,
  failed: counts.failed + lost,
})
