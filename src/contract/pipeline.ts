import { countTasks, derivePhaseState, type PhaseState, settleTasks, type TaskCounts } from './phase-state.ts'
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
  /** Of the last task that failed. */
  error?: string
}

/**
 * The steps of a story in their order, each with its tasks and the state that follows from them.
 *
 * @param writerIsGone whether the process behind the tasks is dead
 * @example pipelineOf(view, tasks, false).map((step) => `${step.phase.label}: ${step.state}`)
 */
export function pipelineOf(
  view: ProgressView,
  tasks: readonly TaskView[],
  writerIsGone: boolean,
): StepView[] {
  const byType = groupByType(ofThisRun(settleTasks(tasks, writerIsGone), view.startedMs))
  return view.phases.map((phase) => {
    const own = byType.get(phase.name) ?? []
    const state = derivePhaseState(phase, own, Math.max(own.length, phase.total ?? 0))
    const wasRunning = writerIsGone && phase.status === 'running' && state !== 'failed' && state !== 'done'
    return {
      phase: countedPhase(phase, own),
      state: wasRunning ? 'stopped' : state,
      tasks: own,
      counts: countTasks(own),
      ...given('error', lastError(own)),
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
export function countedByTasks(view: ProgressView, tasks: readonly TaskView[]): ProgressView {
  if (tasks.length === 0) return view
  const byType = groupByType(tasks)
  return { ...view, phases: view.phases.map((phase) => countedPhase(phase, byType.get(phase.name) ?? [])) }
}

function countedPhase(phase: PhaseView, tasks: readonly TaskView[]): PhaseView {
  if (tasks.length === 0 || phase.total !== undefined) return phase
  return { ...phase, complete: countTasks(tasks).succeeded, total: tasks.length }
}

function groupByType(tasks: readonly TaskView[]): Map<string, TaskView[]> {
  const byType = new Map<string, TaskView[]>()
  for (const task of tasks) {
    const group = byType.get(task.type)
    if (group) group.push(task)
    else byType.set(task.type, [task])
  }
  return byType
}

const lastError = (tasks: readonly TaskView[]): string | undefined =>
  tasks.findLast((task) => task.status === 'failed' && task.error !== undefined)?.error
