import type { PresenceOf } from './abandoned.ts'
import type { PhaseStatus } from './names.ts'
import { type PhaseState, phaseStateBy } from './phase-state.ts'
import { countedByType } from './pipeline.ts'
import { given, type PhaseView, type ProgressView } from './progress-view.ts'
import { settleSummary, type TaskSummary } from './task-summary.ts'
import { phasesOf } from './workflows.ts'

/** What a step's tasks say of a phase that still calls itself pending. */
const STATUS_OF: { readonly [State in PhaseState]?: PhaseStatus } = {
  active: 'running',
  failed: 'error',
  done: 'done',
}

/**
 * The story as its tasks tell it, to be judged and shown: a phase that calls itself pending and has tasks runs while one
 * of them is active, has failed when one of them has, and is done when all of its total succeeded; counts that are missing
 * come from the tasks. What a phase says of itself stands. The tasks of the process that wrote the story live and die with
 * the story; those of others are settled first.
 *
 * @param presenceOf whether a process is there; default: nobody can tell
 * @example judgeLiveness(toldByTasks(view, summarizeTasks(list)), { nowMs: Date.now() }).state // 'alive'
 */
export function toldByTasks(view: ProgressView, tasks: TaskSummary, presenceOf?: PresenceOf): ProgressView {
  const counted = countedByType(view, tasks.byType)
  if (!view.phases.some(isTold(tasks.byType))) return counted
  const settled = settleSummary(tasks, view, false, presenceOf)
  return toldBySteps(counted, stepsByTasks(view, settled), tasks)
}

/** Whether tasks have a say in what a phase is. */
const isTold =
  (steps: ReadonlyMap<string, unknown>) =>
  ({ name, status }: PhaseView): boolean =>
    status === 'pending' && steps.has(name)

/** The steps that have tasks, each in the state that follows from them. */
export const stepsByTasks = ({ phases }: ProgressView, { byType }: TaskSummary): Map<string, PhaseState> =>
  new Map(
    phases.flatMap((phase): [string, PhaseState][] => {
      const counts = byType.get(phase.name)
      if (counts === undefined) return []
      return [[phase.name, phaseStateBy(phase, counts, Math.max(counts.total, phase.total ?? 0))]]
    }),
  )

/**
 * `toldByTasks` for a reader that knows only the states of the steps that have tasks.
 *
 * @param known their last sign of life (ms since 1970) and their errors, where they are known
 * @example toldBySteps(view, new Map([['portrait', 'active']]), {}).phases[0]?.status // 'running'
 */
export function toldBySteps(
  view: ProgressView,
  steps: ReadonlyMap<string, PhaseState>,
  { updatedMs, errors }: Partial<Pick<TaskSummary, 'updatedMs' | 'errors'>>,
): ProgressView {
  const isTheirs = isTold(steps)
  if (!view.phases.some(isTheirs)) return view
  const phases = view.phases.map((phase) => {
    const status = isTheirs(phase) ? STATUS_OF[steps.get(phase.name) ?? 'pending'] : undefined
    if (status === undefined) return phase
    const error = status === 'error' ? errors?.get(phase.name) : undefined
    return { ...phase, status, ...given('failure', error === undefined ? undefined : { error }) }
  })
  if (view.phases.some(({ status }) => status === 'running')) return { ...view, phases }
  // A heartbeat is promised while a phase runs, and who closed the story said nothing of the tasks of others.
  const { heartbeatSeconds: _beat, quietSeconds: _quiet, closedMs: _closed, ...rest } = view
  const last = Math.max(view.updatedMs ?? 0, updatedMs ?? 0)
  return { ...rest, phases, toldByTasks: true, ...(last > 0 ? { updatedMs: last } : {}) }
}

/**
 * A `_progress.json` for a folder that has only tasks: their types are its phases, in the order of the workflow that knows
 * all of them.
 *
 * @returns undefined where there are no tasks either
 * @example readProgress(progressOfTasks(summarizeTasks(list)))
 */
export function progressOfTasks({ byType, updatedMs }: TaskSummary): object | undefined {
  if (byType.size === 0) return undefined
  const types = [...byType.keys()]
  const namesIn = (workflow: string) => phasesOf(workflow).map(({ name }) => name)
  const workflow = ['show', 'story'].find((name) => types.every((type) => namesIn(name).includes(type)))
  return {
    workflow: workflow ?? 'story',
    phase_order: workflow === undefined ? types : namesIn(workflow).filter((name) => byType.has(name)),
    phases: Object.fromEntries(types.map((type) => [type, 'pending'])),
    ...(updatedMs === undefined ? {} : { updated_ts: new Date(updatedMs).toISOString() }),
  }
}
