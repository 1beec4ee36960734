import type { VNode } from 'preact'
import type { Item } from '../review/index.ts'
import type { Decision } from '../store/index.ts'
import type { Editable, Segment, Stream } from '../streams/index.ts'
import { DecisionForm, type Overtaken } from './decision-form.tsx'
import { Decisions, Pages, Standing, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'
import { type Undo, UndoLast } from './undo.tsx'
import type { Conflict } from './value-field.tsx'
import { ValueForm } from './value-form.tsx'

const SEGMENTS_A_PAGE = 50

export const specHref = (stream: string, page: number): string =>
  `${streamHref(stream, 'spec')}${page > 1 ? `?page=${page}` : ''}`

/** The page on which a value is edited, from 1. */
export function pageOf(stream: Stream, id: string): number {
  const at = stream.spec?.segments.findIndex((segment) =>
    [segment.image, segment.negative, segment.motion].some((editable) => editable.id === id),
  )
  return at === undefined || at < 0 ? 1 : Math.floor(at / SEGMENTS_A_PAGE) + 1
}

/** Checkpoint 2: visual direction and prompts, each editable where it stands. */
export function SpecPage(props: {
  viewer: Viewer
  stream: Stream
  item: Item
  decisions: readonly Decision[]
  /** From 1; the visual direction stands on the first. */
  page: number
  undo: Undo
  conflict?: Conflict
  overtaken?: Overtaken | undefined
}): VNode {
  const { viewer, stream, item, conflict, undo, overtaken } = props
  const { spec } = stream
  const pages = Math.max(1, Math.ceil((spec?.segments.length ?? 0) / SEGMENTS_A_PAGE))
  const page = Math.min(pages, Math.max(1, props.page))
  const segments = spec?.segments.slice((page - 1) * SEGMENTS_A_PAGE, page * SEGMENTS_A_PAGE) ?? []
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
        <p class="nothing">
          The spec is not written yet. It comes from the pipeline, and then stands here to read.
        </p>
      ) : (
        <>
          <SpecDecision {...{ viewer, stream, item, undo, overtaken, decisions: props.decisions }} />
          {spec.direction.length > 0 && page === 1 && (
            <>
              <h2>Visual direction</h2>
              <section class="card values">{spec.direction.map(field)}</section>
            </>
          )}
          <h2>Segments</h2>
          {segments.map((segment) => (
            <SegmentCard key={segment.key} segment={segment} field={field} />
          ))}
          <Pages page={page} pages={pages} href={(to) => specHref(stream.name, to)} />
        </>
      )}
    </StreamFrame>
  )
}

function SpecDecision(props: {
  viewer: Viewer
  stream: Stream
  item: Item
  decisions: readonly Decision[]
  undo: Undo
  overtaken?: Overtaken | undefined
  swap?: boolean
}): VNode {
  const { viewer, stream, item, decisions, undo, overtaken, swap } = props
  const href = streamHref(stream.name, 'spec')
  return (
    <section
      class="card"
      id="decision"
      aria-label="Decision about the spec"
      hx-swap-oob={swap ? 'true' : undefined}
    >
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
      <Decisions all={decisions} />
    </section>
  )
}

/** One value after it was saved, and what that means for the spec as a whole. */
export function SpecUpdate(props: {
  viewer: Viewer
  stream: Stream
  item: Item
  decisions: readonly Decision[]
  undo: Undo
  editable: Editable
}): VNode {
  const { viewer, stream, editable, item, decisions, undo } = props
  return (
    <>
      <ValueForm viewer={viewer} stream={stream.name} editable={editable} saved />
      <SpecDecision {...{ viewer, stream, item, decisions, undo }} swap />
    </>
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
