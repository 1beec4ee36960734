import type { VNode } from 'preact'
import { type ListFilter, type Overview, type Progress, STATUSES } from '../review/index.ts'
import type { Stream } from '../streams/index.ts'
import { Glimpse } from './glimpse.tsx'
import { Page } from './layout.tsx'
import { mayDecide, type Viewer } from './parts.tsx'

export const streamHref = (name: string, ...rest: readonly string[]): string =>
  `/streams/${[name, ...rest].map(encodeURIComponent).join('/')}`

type Counts = { all: number; waiting: number; problems: number; archived: number }

/** A stream of the list, and how it stands. Without `stream` it can't be opened. */
export type ListedStream = { stream?: Stream; overview: Overview }

type ListProps = {
  viewer: Viewer
  /** The streams of this page. */
  shown: readonly ListedStream[]
  /** How many fit the filter. */
  found: number
  /** How many there are without a filter. */
  counts: Counts
  filter: ListFilter
  isArchive: boolean
  page: number
  pages: number
}

/** All streams: what waits for a decision first. */
export function StreamsPage(props: ListProps): VNode {
  const { viewer, shown, counts, filter, isArchive } = props
  const waiting = shown.filter(({ overview }) => overview.unblocks > 0)
  const rest = shown.filter(({ overview }) => overview.unblocks === 0)
  return (
    <Page title={isArchive ? 'Archive' : 'Streams'} {...viewer} here={isArchive ? undefined : '/'}>
      <div class="head">
        <h1>{isArchive ? 'Archive' : counts.waiting === 0 ? 'Nothing waits for you' : 'Waiting for you'}</h1>
        {mayDecide(viewer) && !isArchive && (
          <a class="button" href="/new">
            New stream
          </a>
        )}
      </div>
      <Summary {...props} />
      {(counts.all > 1 || isFiltered(filter)) && <Finder {...props} />}
      {shown.length === 0 && <Nothing {...props} />}
      {waiting.length > 0 && <ul class="streams">{waiting.map(row)}</ul>}
      {rest.length > 0 && (
        <>
          {waiting.length > 0 && <h2>Nothing to decide</h2>}
          <ul class="streams">{rest.map(row)}</ul>
        </>
      )}
      <Pages {...props} />
    </Page>
  )
}

const isFiltered = ({ text, status, only }: ListFilter): boolean =>
  text !== '' || status !== undefined || only !== undefined

function Summary({ counts, isArchive }: ListProps): VNode | null {
  if (isArchive) return <p class="under muted">Put away, not deleted: every folder is where it was.</p>
  if (counts.waiting === 0) return null
  return (
    <p class="under muted">
      <span class="count">{counts.waiting}</span> of <span class="count">{counts.all}</span>{' '}
      {counts.all === 1 ? 'stream waits' : 'streams wait'}. First comes what lets most work go on.
    </p>
  )
}

/** The address of the list with a filter; what is as it comes by itself is left out. */
function listHref({ text, status, only }: ListFilter, isArchive: boolean, page = 1): string {
  const query = new URLSearchParams({
    ...(isArchive ? { archived: '1' } : {}),
    ...(text === '' ? {} : { q: text }),
    ...(status === undefined ? {} : { status }),
    ...(only === undefined ? {} : { only }),
    ...(page === 1 ? {} : { page: String(page) }),
  }).toString()
  return query === '' ? '/' : `/?${query}`
}

function Finder({ filter, counts, isArchive }: ListProps): VNode {
  const { only, ...rest } = filter
  const way = (label: string, count: number, to: ListFilter['only']) => (
    <a
      href={listHref({ ...rest, ...(to === undefined ? {} : { only: to }) }, isArchive)}
      aria-current={only === to ? 'true' : undefined}
    >
      {label} <span class="count">{count}</span>
    </a>
  )
  return (
    <div class="finder">
      <nav class="filters" aria-label="Filter">
        {way('All', counts.all, undefined)}
        {counts.waiting > 0 && way('Waiting', counts.waiting, 'waiting')}
        {counts.problems > 0 && way('With problems', counts.problems, 'problems')}
      </nav>
      <search>
        {' '}
        <form method="get" action="/">
          {isArchive && <input type="hidden" name="archived" value="1" />}
          {only !== undefined && <input type="hidden" name="only" value={only} />}
          <input
            type="search"
            name="q"
            value={filter.text}
            placeholder="Title or folder"
            aria-label="Find streams"
          />
          <select name="status" aria-label="Status">
            <option value="">Any status</option>
            {STATUSES.map((status) => (
              <option key={status} value={status} selected={status === filter.status}>
                {status}
              </option>
            ))}
          </select>
          <button type="submit">Find</button>
        </form>
      </search>
    </div>
  )
}

function Nothing({ viewer, counts, filter, isArchive }: ListProps): VNode {
  if (isFiltered(filter)) {
    return (
      <p class="empty-list">
        No stream fits. <a href={listHref({ text: '' }, isArchive)}>Show all {counts.all}</a>
      </p>
    )
  }
  if (isArchive) return <p class="empty-list">Nothing was put away yet.</p>
  return (
    <div class="empty-list">
      <p>There are no streams yet. A stream is a folder with an input.json, which a pipeline writes.</p>
      {mayDecide(viewer) && (
        <p>
          <a class="button primary" href="/new">
            Begin one here
          </a>
        </p>
      )}
    </div>
  )
}

function Pages({ page, pages, filter, isArchive, found, counts }: ListProps): VNode {
  return (
    <footer class="list-end">
      {pages > 1 && (
        <nav class="pages" aria-label="Pages">
          {page > 1 && (
            <a class="button" rel="prev" href={listHref(filter, isArchive, page - 1)}>
              ← Before
            </a>
          )}
          <span class="muted count">
            Page {page} of {pages}, {found} streams
          </span>
          {page < pages && (
            <a class="button" rel="next" href={listHref(filter, isArchive, page + 1)}>
              After →
            </a>
          )}
        </nav>
      )}
      {isArchive ? (
        <a class="muted" href="/">
          Back to the streams
        </a>
      ) : (
        counts.archived > 0 && (
          <a class="muted" href="/?archived=1">
            Archive <span class="count">({counts.archived})</span>
          </a>
        )
      )}
    </footer>
  )
}

/** So many pictures of a stream stand in the list. */
const GLIMPSE = 4

const row = ({ stream, overview }: ListedStream): VNode => (
  <li key={overview.name} class={`card stream ${overview.unblocks > 0 ? 'waits' : ''}`}>
    {stream === undefined ? (
      <h3>{overview.title}</h3>
    ) : (
      <a class="cover" href={streamHref(stream.name)}>
        <h3>{overview.title}</h3>
      </a>
    )}
    <p class="waiting">
      {stream === undefined
        ? 'Not to be opened'
        : overview.waiting.length === 0
          ? 'Nothing to decide'
          : overview.waiting.join(' · ')}
      {overview.unblocks > 0 && <span class="muted"> — {overview.unblocksWhat}</span>}
    </p>
    {overview.problems.map((problem) => (
      <p key={problem} class="problem">
        <span aria-hidden="true">△ </span>
        {problem}
      </p>
    ))}
    <p class="status">
      <span class={`badge ${overview.status === 'deployed' ? 'approved' : ''}`}>{overview.status}</span>
    </p>
    {stream !== undefined && <Glimpse stream={stream} most={GLIMPSE} />}
    <Checkpoints all={overview.checkpoints} />
  </li>
)

/** Four bars: how much of each checkpoint is approved. */
export const Checkpoints = ({ all }: { all: readonly Progress[] }): VNode => (
  <dl class="checkpoints">
    {all.map(({ label, checkpoint, approved, total, stale, rejected }) => (
      <div key={checkpoint} class={approved === total && total > 0 ? 'whole' : ''}>
        <dt>{label}</dt>
        <dd>
          {total === 0 ? (
            <span class="muted">none yet</span>
          ) : (
            <span class="count">
              {approved}/{total}
            </span>
          )}
          {stale > 0 && <span class="stale"> · {stale} stale</span>}
          {rejected > 0 && <span class="rejected"> · {rejected} rejected</span>}
          {total > 0 && <progress max={total} value={approved} aria-label={`${label} approved`} />}
        </dd>
      </div>
    ))}
  </dl>
)
