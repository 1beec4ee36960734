import type { VNode } from 'preact'
import type { State } from '../review/index.ts'
import type { MediaKind, Stream } from '../streams/index.ts'
import { type Batch, BatchBar, BatchResult } from './batch.tsx'
import type { Overtaken } from './decision-form.tsx'
import { type Shot, TAB_OF } from './media.tsx'
import { Pages, type Viewer } from './parts.tsx'
import { ShotCard } from './shot-card.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'
import { type LastAct, UndoLast } from './undo.tsx'

/** What a gallery can be narrowed to. */
export const FILTERS = [
  ['', 'All'],
  ['waiting', 'Waiting'],
  ['stale', 'Stale'],
  ['rejected', 'Rejected'],
  ['failed', 'Failed'],
  ['approved', 'Approved'],
  ['missing', 'Missing'],
] as const satisfies readonly (readonly [State | 'failed' | '', string])[]

export type Filter = (typeof FILTERS)[number][0]

/** How many there are of each, with and without a filter. */
export type Counts = Readonly<Record<Filter, number>>

/** What the address of a gallery asks for. */
export type Place = { filter: Filter; page: number; pages: number }

export const galleryHref = (
  stream: Stream,
  kind: MediaKind,
  { filter, page }: Omit<Place, 'pages'>,
): string => {
  const query = new URLSearchParams({
    ...(filter === '' ? {} : { show: filter }),
    ...(page === 1 ? {} : { page: String(page) }),
  })
  return `${streamHref(stream.name, TAB_OF[kind])}${query.size === 0 ? '' : `?${query}`}`
}

/** Checkpoints 3 and 4: the pictures or films of a stream. */
export function GalleryPage(props: {
  viewer: Viewer
  stream: Stream
  kind: MediaKind
  /** Those of this page. */
  shots: readonly Shot[]
  counts: Counts
  place: Place
  lastAct: LastAct | undefined
  /** What came of a batch. */
  batch: Batch | undefined
}): VNode {
  const { viewer, stream, kind, shots, counts, place, lastAct, batch } = props
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[kind]}>
      {batch && <BatchResult batch={batch} />}
      <div class="toolbar">
        <Filters stream={stream} kind={kind} counts={counts} filter={place.filter} />
        <UndoLast
          viewer={viewer}
          stream={stream.name}
          act={lastAct}
          back={galleryHref(stream, kind, place)}
        />
      </div>
      {shots.length === 0 && <Nothing kind={kind} filter={place.filter} total={counts['']} />}
      <BatchBar viewer={viewer} stream={stream} kind={kind} canGenerate={shots[0]?.canGenerate === true} />
      <ul class="gallery">
        {shots.map((shot) => (
          <li key={shot.item.segment.key}>
            <ShotCard viewer={viewer} stream={stream} shot={shot} />
          </li>
        ))}
      </ul>
      <Pages {...place} href={(page) => galleryHref(stream, kind, { filter: place.filter, page })} />
    </StreamFrame>
  )
}

function Filters(props: { stream: Stream; kind: MediaKind; counts: Counts; filter: Filter }): VNode {
  const { stream, kind, counts, filter } = props
  return (
    <nav class="filters" aria-label="Filter">
      {FILTERS.map(([state, label]) => (
        <a
          key={state}
          class={state}
          href={galleryHref(stream, kind, { filter: state, page: 1 })}
          aria-current={filter === state ? 'true' : undefined}
        >
          {label} <Count state={state} counts={counts} />
        </a>
      ))}
    </nav>
  )
}

/** How many there are; a change of one card brings new ones. */
const Count = ({ state, counts, swap }: { state: Filter; counts: Counts; swap?: boolean }): VNode => (
  <span
    class={`count ${counts[state] === 0 && state !== '' ? 'none' : ''}`}
    id={`count-${state}`}
    hx-swap-oob={swap ? 'true' : undefined}
  >
    {counts[state]}
  </span>
)

/** A card after a change, and what the change means for the head of the page. */
export function CardUpdate(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  counts: Counts
  lastAct: LastAct | undefined
  overtaken?: Overtaken | undefined
}): VNode {
  const { viewer, stream, shot, counts, lastAct, overtaken } = props
  const back = galleryHref(stream, shot.item.kind, { filter: '', page: 1 })
  return (
    <>
      <ShotCard viewer={viewer} stream={stream} shot={shot} overtaken={overtaken} />
      {FILTERS.map(([state]) => (
        <Count key={state} state={state} counts={counts} swap />
      ))}
      <UndoLast viewer={viewer} stream={stream.name} act={lastAct} back={back} swap />
    </>
  )
}

const THINGS = { keyframe: 'keyframes', video: 'videos' }

function Nothing({ kind, filter, total }: { kind: MediaKind; filter: Filter; total: number }): VNode {
  const text =
    total === 0
      ? 'There are no segments yet: they come with the spec.'
      : filter === 'waiting'
        ? `No ${THINGS[kind]} wait for you.`
        : `None of the ${total} ${THINGS[kind]} are ${filter} now.`
  return (
    <div class="nothing">
      <p>{text}</p>
    </div>
  )
}
