import type { VNode } from 'preact'
import type { Item } from '../review/index.ts'
import type { Decision } from '../store/index.ts'
import { type Editable, hashOf, type Segment, type Stream } from '../streams/index.ts'
import { Notice, Token } from './layout.tsx'
import { DecisionForm, Decisions, mayDecide, Standing, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'

/** Somebody else changed the value meanwhile: both texts are shown, and nothing typed is lost. */
export type Conflict = { id: string; typed: string }

/** Checkpoint 2: visual direction and prompts, each editable where it stands. */
export function SpecPage(props: {
  viewer: Viewer
  stream: Stream
  item: Item
  decisions: readonly Decision[]
  conflict?: Conflict
}): VNode {
  const { viewer, stream, item, conflict } = props
  const { spec } = stream
  const field = (editable: Editable): VNode => (
    <ValueForm
      viewer={viewer}
      stream={stream.name}
      editable={editable}
      conflict={conflict}
      key={editable.id}
    />
  )
  return (
    <StreamFrame viewer={viewer} stream={stream} tab="spec">
      {spec === undefined ? (
        <p class="muted">There is no production.json yet.</p>
      ) : (
        <>
          <section class="card" aria-label="Decision about the spec">
            <Standing item={item} />
            <DecisionForm viewer={viewer} action={streamHref(stream.name, 'spec')} item={item} />
            <Decisions all={props.decisions} />
          </section>
          {spec.direction.length > 0 && (
            <>
              <h2>Visual direction</h2>
              <section class="card values">{spec.direction.map(field)}</section>
            </>
          )}
          <h2>Segments</h2>
          {spec.segments.map((segment) => (
            <SegmentCard key={segment.key} segment={segment} field={field} />
          ))}
        </>
      )}
    </StreamFrame>
  )
}

const SegmentCard = ({
  segment,
  field,
}: {
  segment: Segment
  field: (editable: Editable) => VNode
}): VNode => (
  <section class="card segment" id={`segment-${segment.key}`}>
    <h3>{segment.title}</h3>
    {segment.narrative !== '' && <p class="muted">{segment.narrative}</p>}
    <div class="values">{[segment.image, segment.negative, segment.motion].map(field)}</div>
  </section>
)

/** One text with its own form: saving it leaves every other value of the file alone. */
export function ValueForm(props: {
  viewer: Viewer
  stream: string
  editable: Editable
  conflict?: Conflict | undefined
  /** The page of the stream to come back to; default: the spec. */
  back?: string
}): VNode {
  const { viewer, editable, stream, back } = props
  const conflict = props.conflict?.id === editable.id ? props.conflict : undefined
  const swatch = editable.hex !== undefined && (
    <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
      <rect width="1" height="1" fill={editable.hex} />
    </svg>
  )
  if (!mayDecide(viewer)) {
    return (
      <div class="value">
        <p class="label muted">
          {swatch}
          {editable.label}
        </p>
        <p>{editable.value}</p>
      </div>
    )
  }
  const action = streamHref(stream, 'spec', 'value')
  const id = `value-${editable.id}`
  return (
    <form method="post" action={action} class="value" data-draft={`${stream}/${editable.id}`}>
      <Token value={viewer.formToken} />
      {back !== undefined && <input type="hidden" name="back" value={back} />}
      <input type="hidden" name="id" value={editable.id} />
      <input type="hidden" name="seen" value={hashOf(editable.value)} />
      {conflict !== undefined && (
        <Notice tone="bad">
          Somebody else changed this meanwhile. It now says: “{editable.value}”. What you typed stands below;
          save it again to replace theirs.
        </Notice>
      )}
      <label for={id}>
        <span class="label">
          {swatch}
          {editable.label}
        </span>
      </label>
      {/* A browser drops the first line end of a textarea. */}
      <textarea id={id} name="value" rows={1} autofocus={conflict !== undefined}>
        {`\n${conflict?.typed ?? editable.value}`}
      </textarea>
      <button type="submit">Save</button>
    </form>
  )
}
