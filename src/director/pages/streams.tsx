import type { VNode } from 'preact'
import type { Overview, Progress } from '../review/index.ts'
import type { Person } from '../store/index.ts'
import { Page } from './layout.tsx'

export const streamHref = (name: string, ...rest: readonly string[]): string =>
  `/streams/${[name, ...rest].map(encodeURIComponent).join('/')}`

/** All streams: what waits for a decision first. */
export function StreamsPage(props: {
  person: Person
  formToken: string
  streams: readonly Overview[]
}): VNode {
  const { streams } = props
  const waiting = streams.filter(({ unblocks }) => unblocks > 0)
  const rest = streams.filter(({ unblocks }) => unblocks === 0)
  return (
    <Page title="Streams" person={props.person} formToken={props.formToken}>
      <h1>{waiting.length === 0 ? 'Nothing waits for you' : 'Waiting for you'}</h1>
      {streams.length === 0 && (
        <p class="muted">There are no streams yet. A stream is a folder with an input.json.</p>
      )}
      <ul class="streams">{waiting.map(row)}</ul>
      {rest.length > 0 && (
        <>
          <h2>{waiting.length === 0 ? 'All streams' : 'Everything else'}</h2>
          <ul class="streams">{rest.map(row)}</ul>
        </>
      )}
    </Page>
  )
}

const row = (stream: Overview): VNode => (
  <li key={stream.name} class={`card stream ${stream.unblocks > 0 ? 'waits' : ''}`}>
    <a class="cover" href={streamHref(stream.name)}>
      <h3>{stream.title}</h3>
    </a>
    <p class="waiting">
      {stream.waiting.length === 0 ? 'Nothing to decide' : stream.waiting.join(' · ')}
      {stream.unblocks > 1 && <span class="muted"> — lets {stream.unblocks} steps go on</span>}
    </p>
    {stream.problems.map((problem) => (
      <p key={problem} class="problem">
        ⚠ {problem}
      </p>
    ))}
    <p class="status">
      <span class={`badge ${stream.status === 'deployed' ? 'approved' : ''}`}>{stream.status}</span>
    </p>
    <Checkpoints all={stream.checkpoints} />
  </li>
)

/** Four bars: how much of each checkpoint is approved. */
export const Checkpoints = ({ all }: { all: readonly Progress[] }): VNode => (
  <dl class="checkpoints">
    {all.map(({ label, checkpoint, approved, total, stale, rejected }) => (
      <div key={checkpoint} class={approved === total && total > 0 ? 'whole' : ''}>
        <dt>{label}</dt>
        <dd>
          <span class="count">
            {approved}/{total}
          </span>
          {stale > 0 && <span class="stale"> · {stale} stale</span>}
          {rejected > 0 && <span class="rejected"> · {rejected} rejected</span>}
          <progress max={Math.max(1, total)} value={approved} aria-label={`${label} approved`} />
        </dd>
      </div>
    ))}
  </dl>
)
