import type { TaskView } from '../../../src/contract/index.ts'

/** The newest first: by when each began, and of those that began together the last in the file. */
export function newestFirst(tasks: readonly TaskView[]): TaskView[] {
  return [...tasks].reverse().sort((one, other) => (other.startedMs ?? 0) - (one.startedMs ?? 0))
}

const isActive = ({ status }: TaskView) => status === 'starting' || status === 'processing'
const rankOf = (task: TaskView): number => (isActive(task) ? 0 : task.status === 'failed' ? 1 : 2)

/** What asks for attention first: active, then failed, then the rest; each the newest first. */
export const urgentFirst = (tasks: readonly TaskView[]): TaskView[] =>
  newestFirst(tasks).sort((one, other) => rankOf(one) - rankOf(other))

/** The tasks of each show, the shows in the order of the file; tasks without a show belong to this story. */
export function byShow(tasks: readonly TaskView[]): Map<string, TaskView[]> {
  const shows = new Map<string, TaskView[]>()
  for (const task of tasks) {
    const show = task.showId ?? ''
    const group = shows.get(show)
    if (group) group.push(task)
    else shows.set(show, [task])
  }
  return shows
}
