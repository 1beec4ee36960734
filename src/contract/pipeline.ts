import type { PresenceOf } from './abandoned.ts'
import {
  countByType,
  countTasks,
  type PhaseState,
  phaseStateBy,
  settleTasks,
  type TaskCounts,
} from './phase-state.ts'
import { given, type PhaseView, type ProgressView } from './progress-view.ts'
import type { TaskView } from './tasks-view.ts'

/** One step of a pipeline: a phase with its tasks. */
export type StepView = {
  phase: PhaseView
  /** `stopped`: it was running when its process died. */
  state: PhaseState | 'stopped'
  /** In the file's order; what a dead process left active has failed. */
  tasks: TaskView[]
  counts: TaskCounts
  /** Of the last task that failed, else of the phase. */
  error?: string
}

/** Where tasks are shown that belong to no phase of the story. */
const OTHER = 'other'

/**
 * The steps of a story in their order, each with its tasks and the state that follows from them. Tasks that belong to no
 * phase of the story stand in a last step "Other tasks".
 *
 * @param storyIsDead whether every process that ran the story's phases is gone
 * @param presenceOf whether the process behind a task is there; default: nobody can tell
 * @example pipelineOf(view, tasks, false).map((step) => `${step.phase.label}: ${step.state}`)
 */
export function pipelineOf(
  view: ProgressView,
  tasks: readonly TaskView[],
  storyIsDead: boolean,
  presenceOf?: PresenceOf,
): StepView[] {
  const settled = settleTasks(tasks, view, storyIsDead, presenceOf)
  const { byType, phases } = groupByPhase(view, ofThisRun(settled, view.startedMs))
  return phases.map((phase) => {
    const own = byType.get(phase.name) ?? []
    const counts = countTasks(own)
    const state = phaseStateBy(phase, counts, Math.max(counts.total, phase.total ?? 0))
    const wasRunning = storyIsDead && phase.status === 'running' && state !== 'failed' && state !== 'done'
    return {
      phase: countedPhase(phase, counts),
      state: wasRunning ? 'stopped' : state,
      tasks: own,
      counts,
      ...given('error', lastError(own) ?? phase.failure?.error),
    }
  })
}

/** An attempt from before the story began belongs to an earlier run of it. */
function ofThisRun(tasks: readonly TaskView[], startedMs: number | undefined): readonly TaskView[] {
  if (startedMs === undefined) return tasks
  return tasks.map((task) => {
    if (task.attempts === undefined || task.attempts.every((one) => one.startedMs >= startedMs)) return task
    const { attempts, ...rest } = task
    const own = attempts.filter((one) => one.startedMs >= startedMs)
    return own.length === 0 ? rest : { ...rest, attempts: own }
  })
}

/** Whether a story is shown as a pipeline: it has tasks, or steps that are done once for each character. */
export const isPipeline = (view: ProgressView, tasks: readonly TaskView[]): boolean =>
  tasks.length > 0 || view.phases.some((phase) => phase.perSubject)

/**
 * The story with counts for the phases that have tasks and no counts of their own, so that bars and percentages agree
 * with the tasks whoever wrote them.
 */
export const countedByTasks = (view: ProgressView, tasks: readonly TaskView[]): ProgressView =>
  countedByType(view, countByType(tasks))

/** `countedByTasks` for tasks that are known as counts of their types. */
export function countedByType(view: ProgressView, counts: ReadonlyMap<string, TaskCounts>): ProgressView {
  if (counts.size === 0) return view
  return { ...view, phases: view.phases.map((phase) => countedPhase(phase, counts.get(phase.name))) }
}

function countedPhase(phase: PhaseView, counts: TaskCounts | undefined): PhaseView {
  if (counts === undefined || counts.total === 0 || phase.total !== undefined) return phase
  return { ...phase, complete: counts.succeeded, total: counts.total }
}

const otherPhase = (): PhaseView => ({
  name: OTHER,
  label: 'Other tasks',
  icon: 'step',
  perSubject: false,
  status: 'pending',
})

/** The tasks of each phase, and the phases with one more at the end where tasks belong to none. */
function groupByPhase(
  { phases }: ProgressView,
  tasks: readonly TaskView[],
): { byType: Map<string, TaskView[]>; phases: readonly PhaseView[] } {
  const byType = new Map<string, TaskView[]>(phases.map(({ name }) => [name, []]))
  const others: TaskView[] = []
  for (const task of tasks) (byType.get(task.type) ?? others).push(task)
  const own = byType.get(OTHER)
  if (own !== undefined) for (const task of others) own.push(task)
  if (own !== undefined || others.length === 0) return { byType, phases }
  byType.set(OTHER, others)
  return { byType, phases: [...phases, otherPhase()] }
}

const lastError = (tasks: readonly TaskView[]): string | undefined =>
  tasks.findLast((task) => task.status === 'failed' && task.error !== undefined)?.error
