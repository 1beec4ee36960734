import type { VNode } from 'preact'
import type { MediaItem } from '../review/index.ts'
import type { Decision, Task } from '../store/index.ts'
import { type MediaKind, type Stream, stampText } from '../streams/index.ts'
import { Token } from './layout.tsx'
import { DecisionForm, Decisions, mayDecide, Standing, type Viewer } from './parts.tsx'
import { ValueForm } from './spec.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'

export const TAB_OF: Readonly<Record<MediaKind, 'keyframes' | 'videos'>> = {
  keyframe: 'keyframes',
  video: 'videos',
}

/** One picture or film with its newest task. */
export type Shot = {
  item: MediaItem
  task: Task | undefined
  /** Whether there is something that can make this kind of file. */
  canGenerate: boolean
}

const COUNTED = [
  ['', 'All'],
  ['waiting', 'Waiting'],
  ['stale', 'Stale'],
  ['rejected', 'Rejected'],
  ['approved', 'Approved'],
  ['missing', 'Missing'],
] as const

/** Checkpoints 3 and 4: all pictures or films of a stream. */
export function GalleryPage(props: {
  viewer: Viewer
  stream: Stream
  kind: MediaKind
  shots: readonly Shot[]
  filter: string
}): VNode {
  const { viewer, stream, kind, shots, filter } = props
  const count = (state: string) => shots.filter(({ item }) => state === '' || item.state === state).length
  const shown = shots.filter(({ item }) => filter === '' || item.state === filter)
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[kind]}>
      <nav class="filters" aria-label="Filter">
        {COUNTED.filter(([state]) => state === '' || count(state) > 0).map(([state, label]) => (
          <a
            key={state}
            href={state === '' ? '?' : `?show=${state}`}
            aria-current={filter === state ? 'true' : undefined}
          >
            {label} <span class="count">{count(state)}</span>
          </a>
        ))}
      </nav>
      {shown.length === 0 && <p class="muted">Nothing to show here.</p>}
      <ul class="gallery">
        {shown.map((shot) => (
          <li key={shot.item.segment.key}>
            <ShotCard viewer={viewer} stream={stream} shot={shot} />
          </li>
        ))}
      </ul>
    </StreamFrame>
  )
}

const shotHref = (stream: Stream, { kind, segment }: MediaItem, ...rest: readonly string[]): string =>
  streamHref(stream.name, TAB_OF[kind], segment.key, ...rest)

/** The address changes with the file, so that a browser never shows an old one. */
export const mediaHref = (stream: Stream, item: Pick<MediaItem, 'kind' | 'segment' | 'file'>): string =>
  `${streamHref(stream.name, TAB_OF[item.kind], item.segment.key, 'file')}?v=${item.file === undefined ? '' : encodeURIComponent(stampText(item.file.stamp))}`

export function Media({ stream, item, large }: { stream: Stream; item: MediaItem; large?: boolean }): VNode {
  if (item.file === undefined) return <div class="frame empty muted">Not there yet</div>
  const src = mediaHref(stream, item)
  if (item.kind === 'video') {
    return (
      <div class="frame">
        {/* biome-ignore lint/a11y/useMediaCaption: the films of a review have no words of their own */}
        <video src={src} controls loop playsInline preload="metadata" aria-label={item.segment.title} />
      </div>
    )
  }
  return (
    <div class="frame">
      <img
        src={src}
        alt={item.segment.image.value || item.segment.title}
        loading={large ? 'eager' : 'lazy'}
        decoding="async"
      />
    </div>
  )
}

/** One card of the gallery. While something is made only its line is asked for: a note may be half typed. */
export function ShotCard({ viewer, stream, shot }: { viewer: Viewer; stream: Stream; shot: Shot }): VNode {
  const { item } = shot
  const id = `shot-${item.kind}-${item.segment.key}`
  return (
    <article class={`card shot ${item.state}`} id={id}>
      <a href={shotHref(stream, item)} aria-label={`${item.segment.title}, alone`}>
        {item.kind === 'keyframe' && <Media stream={stream} item={item} />}
      </a>
      {item.kind === 'video' && <Media stream={stream} item={item} />}
      <h3>
        <a href={shotHref(stream, item)}>{item.segment.title}</a>
      </h3>
      <Standing item={item} />
      <TaskWatch viewer={viewer} stream={stream} shot={shot} on="card" />
      <DecisionForm viewer={viewer} action={shotHref(stream, item)} item={item} target="closest article" />
      <Regenerate viewer={viewer} stream={stream} shot={shot} target="closest article" />
    </article>
  )
}

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
      {task.message !== '' && <pre class="message">{task.message}</pre>}
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

export function Regenerate(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  target?: string
}): VNode | null {
  const { viewer, stream, shot, target } = props
  if (!mayDecide(viewer) || !shot.canGenerate || isActive(shot.task)) return null
  const action = shotHref(stream, shot.item, 'generate')
  const live = target === undefined ? {} : { 'hx-post': action, 'hx-target': target, 'hx-swap': 'outerHTML' }
  return (
    <form method="post" action={action} class="regenerate" {...live}>
      <Token value={viewer.formToken} />
      <button type="submit" data-key="g">
        {shot.item.file === undefined ? 'Generate' : 'Regenerate'}
      </button>
      {shot.item.kind === 'keyframe' && shot.item.file !== undefined && target === undefined && (
        <span class="muted"> A new picture outdates the video that was made from this one.</span>
      )}
    </form>
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

/** One picture or film alone, with its prompts, and the way to the next. */
export function ShotPage(props: {
  viewer: Viewer
  stream: Stream
  shots: readonly Shot[]
  index: number
  decisions: readonly Decision[]
  versions: readonly { name: string; label: string }[]
}): VNode | null {
  const { viewer, stream, shots, index, decisions, versions } = props
  const shot = shots[index]
  if (shot === undefined) return null
  const { item } = shot
  const { segment } = item
  const way = (to: Shot | undefined, label: string, key: string) =>
    to !== undefined && (
      <a class="button" href={shotHref(stream, to.item)} data-key={key} rel={key === 'j' ? 'next' : 'prev'}>
        {label}
      </a>
    )
  const fields = item.kind === 'keyframe' ? [segment.image, segment.negative] : [segment.motion]
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[item.kind]}>
      <nav class="steps" aria-label="One at a time">
        {way(shots[index - 1], '← Previous', 'k')}
        <span class="count muted">
          {index + 1} of {shots.length}
        </span>
        {way(shots[index + 1], 'Next →', 'j')}
      </nav>
      <div class="alone">
        <Media stream={stream} item={item} large />
        <section class="card" aria-label={segment.title}>
          <h2>{segment.title}</h2>
          {segment.narrative !== '' && <p class="muted">{segment.narrative}</p>}
          <Standing item={item} />
          <TaskWatch viewer={viewer} stream={stream} shot={shot} on="task" />
          <DecisionForm viewer={viewer} action={shotHref(stream, item)} item={item}>
            <input type="hidden" name="alone" value="1" />
          </DecisionForm>
          <Decisions all={decisions} />
        </section>
        <section class="card values" aria-label="Prompts">
          {fields.map((editable) => (
            <ValueForm
              key={editable.id}
              viewer={viewer}
              stream={stream.name}
              editable={editable}
              back={shotHref(stream, item)}
            />
          ))}
          <Regenerate viewer={viewer} stream={stream} shot={shot} />
        </section>
        {versions.length > 0 && (
          <section class="card" aria-label="Earlier versions">
            <h2>Earlier versions</h2>
            <ul class="versions">
              {versions.map(({ name, label }) => (
                <li key={name}>
                  {item.kind === 'keyframe' ? (
                    <img src={shotHref(stream, item, 'versions', name)} alt="" loading="lazy" />
                  ) : (
                    // biome-ignore lint/a11y/useMediaCaption: the films of a review have no words of their own
                    <video src={shotHref(stream, item, 'versions', name)} controls preload="none" />
                  )}
                  <span class="muted">{label}</span>
                  {mayDecide(viewer) && (
                    <form method="post" action={shotHref(stream, item, 'versions', name)}>
                      <Token value={viewer.formToken} />
                      <button type="submit">Restore</button>
                    </form>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </StreamFrame>
  )
}
