import type { VNode } from 'preact'
import type { Item, State } from '../review/index.ts'
import type { Decision, Person } from '../store/index.ts'
import type { Version } from './media.tsx'

/** What a page of a stream knows of the one who looks. */
export type Viewer = { person: Person; formToken: string }

export const mayDecide = ({ person }: Viewer): boolean => person.role === 'director'

const WORDS: Readonly<Record<State, string>> = {
  missing: 'not there yet',
  waiting: 'waits for you',
  approved: 'approved',
  rejected: 'rejected',
  stale: 'stale',
}

export const StateBadge = ({ state }: { state: State }): VNode => (
  <span class={`badge ${state}`}>{WORDS[state]}</span>
)

/** The state of a thing in words: why it is stale, who decided, and their note. */
export function Standing({ item }: { item: Item }): VNode {
  const { decision, reason } = item
  return (
    <div class="standing">
      <StateBadge state={item.state} />
      {reason !== undefined && <p class="reason">{reason}</p>}
      {decision !== undefined && item.state !== 'waiting' && <By decision={decision} />}
    </div>
  )
}

const By = ({ decision }: { decision: Decision }): VNode => (
  <p class="by muted">
    {decision.verdict} by {decision.by}, <Time at={decision.at} />
    {decision.note !== '' && <q>{decision.note}</q>}
  </p>
)

/** A moment in UTC; the script puts it into the reader's own time. */
export const Time = ({ at }: { at: string }): VNode => (
  <time dateTime={at} data-local="">
    {at.replace('T', ' ').replace(/:\d\d(\.\d+)?(Z|[+-].*)?$/, '')} UTC
  </time>
)

/** "version 2 (until today 9:48)" */
export const VersionName = ({
  version: { label, until },
}: {
  version: Pick<Version, 'label' | 'until'>
}): VNode => (
  <>
    {label} (until <Time at={until} />)
  </>
)

/** What was said about a thing, newest first. */
export function Decisions({ all }: { all: readonly Decision[] }): VNode | null {
  if (all.length === 0) return null
  return (
    <details class="history">
      <summary>Decisions so far ({all.length})</summary>
      <ol reversed>
        {all.toReversed().map((decision) => (
          <li key={decision.id}>
            <By decision={decision} />
          </li>
        ))}
      </ol>
    </details>
  )
}

/** Where the browser keeps what is typed: everybody has drafts of their own. */
export const draftKey = ({ person }: Viewer, stream: string, field: string): string =>
  `${person.name}/${stream}/${field}`

/** The way through what has too many parts for one page. */
export function Pages(props: { page: number; pages: number; href: (page: number) => string }): VNode | null {
  const { page, pages, href } = props
  if (pages < 2) return null
  const way = (to: number, label: string, rel: 'prev' | 'next') =>
    to < 1 || to > pages ? (
      <span />
    ) : (
      <a class="button" href={href(to)} rel={rel}>
        {label}
      </a>
    )
  return (
    <nav class="steps" aria-label="Pages">
      {way(page - 1, '← Before', 'prev')}
      <span class="count muted">
        Page {page} of {pages}
      </span>
      {way(page + 1, 'Further →', 'next')}
    </nav>
  )
}
