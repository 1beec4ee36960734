import { countTasks, type TaskCounts, type TaskView } from '../../../src/contract/index.ts'

/** The newest first: by when each began, and of those that began together the last in the file. */
export function newestFirst(tasks: readonly TaskView[]): TaskView[] {
  return [...tasks].reverse().sort(byBegin)
}

const byBegin = (one: TaskView, other: TaskView): number => (other.startedMs ?? 0) - (one.startedMs ?? 0)

const isActive = ({ status }: TaskView) => status === 'starting' || status === 'processing'
const rankOf = (task: TaskView): number => (isActive(task) ? 0 : task.status === 'failed' ? 1 : 2)

/** What asks for attention first: active, then failed, then the rest; each the newest first. */
export const urgentFirst = (tasks: readonly TaskView[]): TaskView[] =>
  [...tasks].reverse().sort((one, other) => rankOf(one) - rankOf(other) || byBegin(one, other))

/** The tasks of one show; those without a show (`''`) belong to this story. */
export type ShowTasks = { show: string; tasks: TaskView[]; counts: TaskCounts }

/** The tasks of each show: first the shows where something is active, then those where something failed. */
export function byShow(tasks: readonly TaskView[]): ShowTasks[] {
  const shows = new Map<string, TaskView[]>()
  for (const task of tasks) {
    const show = task.showId ?? ''
    const group = shows.get(show)
    if (group) group.push(task)
    else shows.set(show, [task])
  }
  return [...shows]
    .map(([show, own]) => ({ show, tasks: own, counts: countTasks(own) }))
    .sort((one, other) => showRank(one.counts) - showRank(other.counts))
}

const showRank = ({ active, failed }: TaskCounts): number => (active > 0 ? 0 : failed > 0 ? 1 : 2)
