import type { VNode } from 'preact'
import type { Decision } from '../store/index.ts'
import type { Segment, Stream } from '../streams/index.ts'
import { DecisionForm, type Overtaken } from './decision-form.tsx'
import { Token } from './layout.tsx'
import { Media, type Shot, shotHref, TAB_OF, type Version } from './media.tsx'
import { Decisions, mayDecide, Standing, VersionName, type Viewer } from './parts.tsx'
import { PromptsForm } from './prompts-form.tsx'
import { StreamFrame } from './stream.tsx'
import { TaskWatch } from './task.tsx'
import { type Undo, UndoLast } from './undo.tsx'
import type { Conflict } from './value-field.tsx'

/** One picture or film alone, with its prompts, and the way to the next. */
export function ShotPage(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  segments: readonly Segment[]
  index: number
  decisions: readonly Decision[]
  versions: readonly Version[]
  undo: Undo
  /** Prompts that somebody else changed while they were typed here. */
  conflicts: readonly Conflict[]
  overtaken?: Overtaken | undefined
}): VNode {
  const { viewer, stream, shot, segments, index, decisions, versions, undo, conflicts, overtaken } = props
  const { item } = shot
  const { segment, kind } = item
  const href = shotHref(stream, item)
  const way = (to: Segment | undefined, label: string, rel: 'next' | 'prev') =>
    to === undefined ? (
      <span />
    ) : (
      <a class="button" href={shotHref(stream, { kind, segment: to })} rel={rel}>
        {label}
      </a>
    )
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[kind]}>
      <nav class="steps" aria-label="One at a time">
        {way(segments[index - 1], '← Previous', 'prev')}
        <span class="count muted">
          {index + 1} of {segments.length}
        </span>
        {way(segments[index + 1], 'Next →', 'next')}
      </nav>
      <div class={`alone ${item.state}`}>
        <div class="stage">
          <Media stream={stream} item={item} />
          {versions.length > 0 && (
            <a class="button" href={`${href}/compare`} data-key="c">
              Compare with before
            </a>
          )}
          <Made kind={kind} stream={stream} segment={segment} />
        </div>
        <section class="card judge" aria-label={segment.title}>
          <h2>{segment.title}</h2>
          {segment.narrative !== '' && <p class="muted">{segment.narrative}</p>}
          <Standing item={item} />
          <TaskWatch viewer={viewer} stream={stream} shot={shot} on="task" />
          <DecisionForm
            viewer={viewer}
            stream={stream.name}
            action={href}
            item={item}
            isLastAct={undo.isThis}
            overtaken={overtaken}
          >
            <input type="hidden" name="alone" value="1" />
          </DecisionForm>
          <UndoLast viewer={viewer} stream={stream.name} act={undo.lastAct} back={href} />
          <Decisions all={decisions} />
        </section>
        <PromptsForm viewer={viewer} stream={stream} shot={shot} conflicts={conflicts} />
        {versions.length > 0 && (
          <Versions viewer={viewer} compare={`${href}/compare`} {...{ kind, versions }} />
        )}
      </div>
    </StreamFrame>
  )
}

/** The way between a picture and the film that is made from it. */
function Made({
  kind,
  stream,
  segment,
}: {
  kind: Shot['item']['kind']
  stream: Stream
  segment: Segment
}): VNode | null {
  const other = kind === 'keyframe' ? 'video' : 'keyframe'
  if (stream.media(other, segment) === undefined) return null
  return (
    <a class="made muted" href={shotHref(stream, { kind: other, segment })}>
      {kind === 'keyframe' ? 'The video made from this picture' : 'The picture that this is made from'}
    </a>
  )
}

function Versions(props: {
  viewer: Viewer
  kind: Shot['item']['kind']
  versions: readonly Version[]
  compare: string
}): VNode {
  const { viewer, kind, versions, compare } = props
  return (
    <section class="card earlier" aria-label="Earlier versions">
      <h2>Earlier versions</h2>
      <ul class="versions">
        {versions.map((version) => {
          const { name, label, href } = version
          return (
            <li key={name}>
              <div class="frame">
                {kind === 'keyframe' ? (
                  <img src={href} alt={label} loading="lazy" decoding="async" />
                ) : (
                  // biome-ignore lint/a11y/useMediaCaption: the films of a review have no words of their own
                  <video src={href} controls preload="none" aria-label={label} />
                )}
              </div>
              <p class="muted">
                <VersionName version={version} />
              </p>
              <div class="buttons">
                <a class="button" href={`${compare}?with=${encodeURIComponent(name)}`}>
                  Compare
                </a>
                {mayDecide(viewer) && (
                  <form method="post" action={href}>
                    <Token value={viewer.formToken} />
                    <button type="submit">Restore</button>
                  </form>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
