import { isSameWriter, type ProgressView, type WriterView } from './progress-view.ts'
import { isActiveTask, type TaskView } from './tasks-view.ts'

/** Whether a process is there, for a reader that can look; a page can't. */
export type PresenceOf = (writer: WriterView) => 'present' | 'gone' | 'unknown'

const nobodyLooks: PresenceOf = () => 'unknown'

/**
 * Answers for each task whether nobody works on it any more although it is called active. Its own writer decides, where it
 * can be seen. Else the story does: a task outlives neither a dead story nor a finished one, and a writer that lives takes
 * back what it left open when its phase ends.
 *
 * @param storyIsDead whether every process that ran the story's phases is gone
 */
export function abandonedIn(
  view: ProgressView,
  storyIsDead: boolean,
  presenceOf: PresenceOf = nobodyLooks,
): (task: TaskView) => boolean {
  const atRest = view.phases.every((phase) => phase.status !== 'running')
  const isOver = atRest && view.finishedMs !== undefined
  const pending = new Set(view.phases.filter(({ status }) => status === 'pending').map(({ name }) => name))
  const answers = new Map<string, boolean>()
  const judge = (writer: WriterView): boolean => {
    const presence = presenceOf(writer)
    if (presence !== 'unknown') return presence === 'gone'
    return storyIsDead || isOver || (atRest && isSameWriter(writer, view))
  }
  return ({ status, type, writer }) => {
    if (!isActiveTask({ status })) return false
    if (writer === undefined) return storyIsDead || isOver
    // No phase of theirs has ended, so nothing was taken back: they live and die with the story.
    const isOpen = !storyIsDead && !isOver && view.closedMs === undefined && pending.has(type)
    if (isOpen && isSameWriter(writer, view)) return false
    const key = `${writer.pid} ${writer.host} ${writer.processStartId}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = judge(writer)
    answers.set(key, answer)
    return answer
  }
}
