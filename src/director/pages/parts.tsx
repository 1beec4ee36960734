import type { ComponentChildren, VNode } from 'preact'
import type { Item, State } from '../review/index.ts'
import type { Decision, Person } from '../store/index.ts'
import { Token } from './layout.tsx'

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

export const Time = ({ at }: { at: string }): VNode => (
  <time dateTime={at}>{at.replace('T', ' ').replace(/:\d\d(\.\d+)?(Z|[+-].*)?$/, '')} UTC</time>
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

/**
 * Approve, reject with a note, take back. It carries the hashes of what is on the page: a decision is for what was
 * seen, not for what came meanwhile.
 */
export function DecisionForm(props: {
  viewer: Viewer
  action: string
  item: Item
  /** Where htmx puts the answer; without it the whole page is loaded. */
  target?: string
  children?: ComponentChildren
}): VNode | null {
  const { viewer, action, item, target } = props
  if (!mayDecide(viewer) || item.state === 'missing') return null
  const live = target === undefined ? {} : { 'hx-post': action, 'hx-target': target, 'hx-swap': 'outerHTML' }
  return (
    <form method="post" action={action} class="decide" {...live}>
      <Token value={viewer.formToken} />
      <input type="hidden" name="file" value={item.fileHash} />
      <input type="hidden" name="source" value={item.sourceHash} />
      <label class="note">
        Note
        <textarea name="note" rows={1} maxLength={4000} placeholder="What should change?" />
      </label>
      <div class="buttons">
        <button name="verdict" value="approved" type="submit" class="primary" data-key="a">
          Approve
        </button>
        <button name="verdict" value="rejected" type="submit" data-key="r">
          Reject
        </button>
        {item.decision !== undefined && (
          <button name="verdict" value="withdrawn" type="submit" class="quiet" data-key="u">
            Undo
          </button>
        )}
        {props.children}
      </div>
    </form>
  )
}
