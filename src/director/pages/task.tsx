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
      {isActive(task) && mayDecide(viewer) && (
        <form method="post" action={`/tasks/${task.id}/cancel`}>
          <Token value={viewer.formToken} />
          <button type="submit" class="quiet">
            Cancel
          </button>
        </form>
      )}
    </div>
  )
}

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

/** Makes a file again. What else that outdates is said before, and only then is there the button. */
export function Regenerate(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  /** Where htmx puts the answer; without it the whole page is loaded. */
  target?: string
}): VNode | null {
  const { viewer, stream, shot, target } = props
  if (!mayDecide(viewer) || !shot.canGenerate || isActive(shot.task)) return null
  const action = shotHref(stream, shot.item, 'generate')
  const live = target === undefined ? {} : { 'hx-post': action, 'hx-target': target, 'hx-swap': 'outerHTML' }
  const label = shot.item.file === undefined ? 'Generate' : 'Regenerate'
  const form = (key: string | undefined) => (
    <form method="post" action={action} class="regenerate" {...live}>
      <Token value={viewer.formToken} />
      <button type="submit" data-key={key}>
        {label}
      </button>
    </form>
  )
  if (shot.outdates.length === 0) return form('g')
  return (
    <details class="ask">
      <summary class="button" data-key="g">
        {label}…
      </summary>
      <p>A new one outdates:</p>
      <ul>
        {shot.outdates.map((what) => (
          <li key={what}>{what}</li>
        ))}
      </ul>
      {form(undefined)}
    </details>
  )
}
