import type { VNode } from 'preact'
import type { Item } from '../review/index.ts'
import type { Decision } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { DecisionForm, type Overtaken } from './decision-form.tsx'
import { Decisions, Standing, Time, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'
import { type Undo, UndoLast } from './undo.tsx'

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/

/** A moment as programs write it, as people read it. */
const readable = (text: string): VNode | string =>
  MOMENT.test(text) && !Number.isNaN(Date.parse(text)) ? <Time at={new Date(text).toISOString()} /> : text

/** Checkpoint 1: what the customer sent. */
export function StoryPage(props: {
  viewer: Viewer
  stream: Stream
  item: Item
  decisions: readonly Decision[]
  undo: Undo
  overtaken?: Overtaken | undefined
}): VNode {
  const { viewer, stream, item, undo, overtaken } = props
  const href = streamHref(stream.name, 'story')
  const { scenes, brief } = stream.story
  return (
    <StreamFrame viewer={viewer} stream={stream} tab="story">
      <div class="two">
        <article class="story">
          {scenes.length === 0 && <p class="muted">There is no story in input.json.</p>}
          {scenes.map(({ title, text }, index) => (
            <section key={`${index}-${title}`}>
              {title !== undefined && <h2>{title}</h2>}
              {text.split(/\n\s*\n/).map((paragraph, at) => (
                <p key={`${at}-${paragraph.slice(0, 20)}`}>{paragraph}</p>
              ))}
            </section>
          ))}
        </article>
        <aside>
          <section class="card" aria-label="Decision about the story">
            <Standing item={item} />
            <DecisionForm
              viewer={viewer}
              stream={stream.name}
              action={href}
              item={item}
              isLastAct={undo.isThis}
              overtaken={overtaken}
            />
            <UndoLast viewer={viewer} stream={stream.name} act={undo.lastAct} back={href} />
            <Decisions all={props.decisions} />
          </section>
          {brief.length > 0 && (
            <dl class="brief card">
              {brief.map(({ label, text }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{readable(text)}</dd>
                </div>
              ))}
            </dl>
          )}
        </aside>
      </div>
    </StreamFrame>
  )
}
