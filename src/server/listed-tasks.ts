import {
  abandonedIn,
  countByType,
  countedByType,
  countTasks,
  isActiveTask,
  overallFraction,
  type PhaseState,
  type ProgressView,
  phaseStateBy,
  readTasks,
  type TaskCounts,
  type TaskView,
} from '../contract/index.ts'
import { processPresence } from '../files/index.ts'

/** What is kept of a story's tasks for the list: with hundreds of stories, all of them would be too many. */
export type ListedTasks = {
  counts: TaskCounts
  byType: ReadonlyMap<string, TaskCounts>
  active: readonly TaskView[]
}

/** @param value a parsed `_tasks.json` */
export function listedTasks(value: unknown): ListedTasks {
  const tasks = readTasks(value) ?? []
  return { counts: countTasks(tasks), byType: countByType(tasks), active: tasks.filter(isActiveTask) }
}

/** The tasks as they are now: active ones whose process is gone have failed. */
export function settled(tasks: ListedTasks, view: ProgressView | undefined): ListedTasks {
  const { counts, byType, active } = tasks
  if (view === undefined || active.length === 0) return tasks
  const isAbandoned = abandonedIn(view, false, processPresence)
  const lost = active.filter(isAbandoned)
  if (lost.length === 0) return tasks
  const settledByType = new Map(byType)
  for (const [type, { total }] of countByType(lost)) {
    const known = byType.get(type)
    if (known !== undefined) settledByType.set(type, withLost(known, total))
  }
  return {
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

/** How far the whole is, 0 to 1, by its counts and by its tasks, as the story's own page says it. */
export const listedFraction = ({ byType }: ListedTasks, view: ProgressView): number =>
  overallFraction(countedByType(view, byType))

/** The steps that have tasks, each in the state that follows from them, as the story's own page shows it. */
export const listedSteps = ({ byType }: ListedTasks, view: ProgressView): Record<string, PhaseState> =>
  Object.fromEntries(
    view.phases.flatMap((phase) => {
      const counts = byType.get(phase.name)
      if (counts === undefined) return []
      return [[phase.name, phaseStateBy(phase, counts, Math.max(counts.total, phase.total ?? 0))]]
    }),
  )
