import type { VNode } from 'preact'
import { seenOf } from '../review/index.ts'
import type { Stream } from '../streams/index.ts'
import { DecisionForm, type Overtaken } from './decision-form.tsx'
import { Media, type Shot, shotHref } from './media.tsx'
import { mayDecide, Standing, type Viewer } from './parts.tsx'
import { Regenerate, TaskWatch } from './task.tsx'

/** The form that selected cards belong to. */
export const BATCH_FORM = 'batch'

/** One card of the gallery. While something is made only its line is asked for: a note may be half typed. */
export function ShotCard(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  overtaken?: Overtaken | undefined
}): VNode {
  const { viewer, stream, shot, overtaken } = props
  const { item } = shot
  const { title, key } = item.segment
  const href = shotHref(stream, item)
  return (
    <article class={`shot ${item.state}`} id={`shot-${item.kind}-${key}`} aria-label={title} tabIndex={-1}>
      {item.kind === 'keyframe' ? (
        <a class="picture" href={href} tabIndex={-1} aria-label={`${title}, alone`}>
          <Media stream={stream} item={item} small />
        </a>
      ) : (
        <Media stream={stream} item={item} small />
      )}
      <header>
        <h3>
          <a href={href}>{title}</a>
        </h3>
        {mayDecide(viewer) && (
          <label class="pick">
            <input
              type="checkbox"
              name="shot"
              value={`${seenOf(item)}:${key}`}
              form={BATCH_FORM}
              data-key="x"
              aria-label={`Select ${title}`}
            />
          </label>
        )}
      </header>
      <Standing item={item} />
      <TaskWatch viewer={viewer} stream={stream} shot={shot} on="card" />
      <footer>
        <DecisionForm
          viewer={viewer}
          stream={stream.name}
          action={href}
          item={item}
          target="closest article"
          overtaken={overtaken}
        />
        <Regenerate viewer={viewer} stream={stream} shot={shot} />
      </footer>
    </article>
  )
}
