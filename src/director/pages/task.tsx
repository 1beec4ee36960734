import type { VNode } from 'preact'
import type { Task } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { Token } from './layout.tsx'
import { type Shot, shotHref } from './media.tsx'
import { mayDecide, type Viewer } from './parts.tsx'

export const isActive = (task: Task | undefined): boolean =>
  task?.status === 'queued' || task?.status === 'running'

const TASK_WORDS: Readonly<Record<Task['status'], string>> = {
  queued: 'Queued…',
  running: 'Generating…',
  done: 'Complete',
  failed: 'Failed',
  canceled: 'Canceled',
}

/** What the newest generation is doing, or how it ended. */
export function TaskLine({ viewer, task }: { viewer: Viewer; task: Task | undefined }): VNode | null {
  if (task === undefined) return null
  return (
    <div class={`task ${task.status}`} role="status">
      <span>{TASK_WORDS[task.status]}</span>
      {task.status === 'running' && (
        <progress max={100} value={task.progress || undefined} aria-label="Generating" />
      )}
      {task.status === 'failed' && task.message !== '' && <pre class="message">{task.message}</pre>}
      <CancelTask viewer={viewer} task={task} />
    </div>
  )
}

/** A button that takes a task back, for those who may and as long as there is something to take back. */
export const CancelTask = ({ viewer, task }: { viewer: Viewer; task: Task }): VNode | null =>
  isActive(task) && mayDecide(viewer) ? (
    <form method="post" action={`/tasks/${task.id}/cancel`}>
      <Token value={viewer.formToken} />
      <button type="submit" class="quiet">
        Cancel
      </button>
    </form>
  ) : null

/** Follows a generation; when it has ended, the card or the page is loaded again with what came of it. */
export function TaskWatch(props: { viewer: Viewer; stream: Stream; shot: Shot; on: 'card' | 'task' }): VNode {
  const { viewer, stream, shot, on } = props
  const following = isActive(shot.task)
    ? { 'hx-get': shotHref(stream, shot.item, on), 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' }
    : {}
  return (
    <div class="watch" {...following}>
      <TaskLine viewer={viewer} task={shot.task} />
    </div>
  )
}

export const mayRegenerate = (viewer: Viewer, { canGenerate, task }: Shot): boolean =>
  mayDecide(viewer) && canGenerate && !isActive(task)

export const makeWord = ({ item }: Shot): string => (item.file === undefined ? 'Generate' : 'Regenerate')

/** A button that makes a file again. What else that outdates is said before, and only then is there the button. */
export function Asked(props: { shot: Shot; children: (key: string | undefined) => VNode }): VNode {
  const { shot, children } = props
  if (shot.outdates.length === 0) return children('g')
  return (
    <details class="ask">
      <summary class="button" data-key="g">
        {makeWord(shot)}…
      </summary>
      <p>A new one outdates:</p>
      <ul>
        {shot.outdates.map((what) => (
          <li key={what}>{what}</li>
        ))}
      </ul>
      {children(undefined)}
    </details>
  )
}

/** Makes the file of a card again, from the prompts that are saved. */
export function Regenerate(props: { viewer: Viewer; stream: Stream; shot: Shot }): VNode | null {
  const { viewer, stream, shot } = props
  if (!mayRegenerate(viewer, shot)) return null
  const action = shotHref(stream, shot.item, 'generate')
  return (
    <Asked shot={shot}>
      {(key) => (
        <form
          method="post"
          action={action}
          class="regenerate"
          hx-post={action}
          hx-target="closest article"
          hx-swap="outerHTML"
        >
          <Token value={viewer.formToken} />
          <button type="submit" data-key={key}>
            {makeWord(shot)}
          </button>
        </form>
      )}
    </Asked>
  )
}
