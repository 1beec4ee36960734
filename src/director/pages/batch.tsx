import type { VNode } from 'preact'
import type { MediaKind, Stream } from '../streams/index.ts'
import { Notice, Token } from './layout.tsx'
import { type Shot, TAB_OF } from './media.tsx'
import { mayDecide, type Viewer } from './parts.tsx'
import { BATCH_FORM } from './shot-card.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'

/** What came of a batch: how many, and the titles of those that were left as they were. */
export type Batch = { did: 'approved' | 'queued'; count: number; left: readonly string[] }

/** What is done with all selected cards. It is seen while something is selected. */
export function BatchBar(props: {
  viewer: Viewer
  stream: Stream
  kind: MediaKind
  canGenerate: boolean
}): VNode | null {
  const { viewer, stream, kind, canGenerate } = props
  if (!mayDecide(viewer)) return null
  return (
    <form method="post" action={streamHref(stream.name, TAB_OF[kind])} id={BATCH_FORM} class="batch">
      <Token value={viewer.formToken} />
      <span class="selected muted" role="status">
        What is selected
      </span>
      <button type="submit" name="do" value="approve" class="primary">
        Approve
      </button>
      {canGenerate && (
        <button type="submit" name="do" value="regenerate">
          Regenerate…
        </button>
      )}
      <button type="reset" class="quiet">
        Select none
      </button>
    </form>
  )
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`

const DONE = { approved: 'approved', queued: 'queued to be made' }
const NOTHING_DONE = {
  approved: 'Nothing was approved: what was selected is approved already, or not there yet.',
  queued: 'Nothing was queued: what was selected is being made already.',
}

export function BatchResult({ batch: { did, count: done, left } }: { batch: Batch }): VNode {
  return (
    <>
      {done > 0 && <Notice tone="good">{`${done} ${DONE[did]}.`}</Notice>}
      {done === 0 && left.length === 0 && <Notice tone="warn">{NOTHING_DONE[did]}</Notice>}
      <Left titles={left} />
    </>
  )
}

const Left = ({ titles }: { titles: readonly string[] }): VNode | null =>
  titles.length === 0 ? null : (
    <Notice tone="warn">
      {`Left as ${titles.length === 1 ? 'it was, because it' : 'they were, because they'} changed meanwhile: ${titles.join(', ')}. Look again.`}
    </Notice>
  )

/** Before many are made, perhaps again: all that this outdates. */
export function BatchConfirmPage(props: {
  viewer: Viewer
  stream: Stream
  kind: MediaKind
  shots: readonly { shot: Shot; value: string }[]
  left: readonly string[]
}): VNode {
  const { viewer, stream, kind, shots, left } = props
  const outdating = shots.filter(({ shot }) => shot.outdates.length > 0)
  const isAgain = shots.some(({ shot }) => shot.item.file !== undefined)
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[kind]}>
      <section class="card narrow wide">
        <h2>
          Make {count(shots.length, kind, TAB_OF[kind])}
          {isAgain && ' again'}?
        </h2>
        <Left titles={left} />
        {outdating.length === 0 ? (
          <p>Nothing else is outdated by that.</p>
        ) : (
          <>
            <p>It outdates:</p>
            <ul class="outdates">
              {outdating.map(({ shot }) => (
                <li key={shot.item.segment.key}>
                  <b>{shot.item.segment.title}</b>: {shot.outdates.join(', ')}
                </li>
              ))}
            </ul>
          </>
        )}
        <form method="post" action={streamHref(stream.name, TAB_OF[kind])} class="buttons">
          <Token value={viewer.formToken} />
          <input type="hidden" name="sure" value="1" />
          {shots.map(({ value }) => (
            <input type="hidden" name="shot" value={value} key={value} />
          ))}
          {shots.length > 0 && (
            <button type="submit" name="do" value="regenerate" class="primary">
              {isAgain ? 'Regenerate' : 'Generate'} {count(shots.length, kind, TAB_OF[kind])}
            </button>
          )}
          <a class="button quiet" href={streamHref(stream.name, TAB_OF[kind])}>
            Leave them as they are
          </a>
        </form>
      </section>
    </StreamFrame>
  )
}
