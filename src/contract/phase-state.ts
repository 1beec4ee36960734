import { abandonedIn, type PresenceOf } from './abandoned.ts'
import type { PhaseView, ProgressView } from './progress-view.ts'
import { isActiveTask, type TaskView } from './tasks-view.ts'

/** What a step of the pipeline looks like, from its own status and its tasks. */
export type PhaseState = 'pending' | 'active' | 'done' | 'failed' | 'skipped'

export type TaskCounts = {
  active: number
  succeeded: number
  failed: number
  canceled: number
  total: number
}

/** Counts tasks by what became of them; a status that the contract doesn't have counts only for the total. */
export function countTasks(tasks: readonly TaskView[]): TaskCounts {
  const counts = noTasks()
  for (const task of tasks) count(counts, task)
  return counts
}

/** The counts of each type of task. */
export function countByType(tasks: readonly TaskView[]): Map<string, TaskCounts> {
  const byType = new Map<string, TaskCounts>()
  for (const task of tasks) {
    const counts = byType.get(task.type) ?? noTasks()
    count(counts, task)
    byType.set(task.type, counts)
  }
  return byType
}

const noTasks = (): TaskCounts => ({ active: 0, succeeded: 0, failed: 0, canceled: 0, total: 0 })

function count(counts: TaskCounts, task: TaskView): void {
  counts.total += 1
  if (isActiveTask(task)) counts.active += 1
  else if (task.status === 'succeeded' || task.status === 'failed' || task.status === 'canceled') {
    counts[task.status] += 1
  }
}

/**
 * The state of a phase. Its own status wins where it says done, error or skipped. Else, with tasks: any active one makes
 * it active; else any failed one failed; else all of its total succeeded done; else it is pending, its bar at what is
 * done. Without tasks, a running phase is active.
 *
 * @param tasks the tasks of this phase only
 * @param total how many tasks the phase will have, where that is known; default: those there are
 * @example derivePhaseState(phase, tasksOfPhase) // 'active'
 */
export function derivePhaseState(
  phase: Pick<PhaseView, 'status'>,
  tasks: readonly TaskView[],
  total: number = tasks.length,
): PhaseState {
  return phaseStateBy(phase, countTasks(tasks), total)
}

/** `derivePhaseState` for tasks that are known as counts. */
export function phaseStateBy(
  phase: Pick<PhaseView, 'status'>,
  counts: TaskCounts,
  total: number = counts.total,
): PhaseState {
  if (phase.status === 'done') return 'done'
  if (phase.status === 'error') return 'failed'
  if (phase.status === 'skipped') return 'skipped'
  if (counts.total === 0) return phase.status === 'running' ? 'active' : 'pending'
  if (counts.active > 0) return 'active'
  if (counts.failed > 0) return 'failed'
  return counts.succeeded > 0 && counts.succeeded >= total ? 'done' : 'pending'
}

/**
 * The tasks as they can be believed: what nobody works on any more has failed.
 *
 * @param storyIsDead whether every process that ran the story's phases is gone
 * @param presenceOf whether a process is there; default: nobody can tell
 * @example settleTasks(tasks, view, true)[0]?.error // 'process died'
 */
export function settleTasks(
  tasks: readonly TaskView[],
  view: ProgressView,
  storyIsDead: boolean,
  presenceOf?: PresenceOf,
): TaskView[] {
  const isAbandoned = abandonedIn(view, storyIsDead, presenceOf)
  return tasks.map((task) =>
    isAbandoned(task) ? { ...task, status: 'failed', error: 'process died' } : task,
  )
}
