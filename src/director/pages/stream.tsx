import type { ComponentChildren, VNode } from 'preact'
import type { Overview } from '../review/index.ts'
import type { Stream } from '../streams/index.ts'
import { activityHref } from './activity.tsx'
import { GlimpseLinks } from './glimpse.tsx'
import { Notice, Page, Token } from './layout.tsx'
import { mayDecide, type Viewer } from './parts.tsx'
import { Checkpoints, streamHref } from './streams.tsx'

const TABS = [
  ['story', 'Story'],
  ['spec', 'Spec'],
  ['keyframes', 'Keyframes'],
  ['videos', 'Videos'],
  ['preview', 'Preview'],
] as const

export type Tab = (typeof TABS)[number][0]

/** The frame of every page of one stream. */
export function StreamFrame(props: {
  viewer: Viewer
  stream: Stream
  tab?: Tab
  children: ComponentChildren
}): VNode {
  const { viewer, stream, tab } = props
  return (
    <Page title={stream.title} {...viewer} trail={[{ href: streamHref(stream.name), label: stream.title }]}>
      <h1>
        <a href={streamHref(stream.name)}>{stream.title}</a>
      </h1>
      <nav class="tabs" aria-label="Checkpoints">
        {TABS.map(([path, label], index) => (
          <a key={path} href={streamHref(stream.name, path)} aria-current={tab === path ? 'page' : undefined}>
            <span class="muted">{index + 1}</span> {label}
          </a>
        ))}
      </nav>
      {stream.problems.map((problem) => (
        <Notice key={problem} tone="warn">
          {problem}
        </Notice>
      ))}
      {props.children}
    </Page>
  )
}

const NEXT: Readonly<Record<string, Tab>> = {
  story: 'story',
  spec: 'spec',
  keyframe: 'keyframes',
  video: 'videos',
}

type StreamProps = { viewer: Viewer; stream: Stream; overview: Overview; isArchived: boolean }

/** Where one stream stands, and the way to what waits. */
export function StreamPage(props: StreamProps): VNode {
  const { stream, overview } = props
  const toDecide = overview.checkpoints.find(({ waiting, stale }) => waiting + stale > 0)
  const toMake = overview.checkpoints.find((one) => one.toMake > 0)
  return (
    <StreamFrame viewer={props.viewer} stream={stream}>
      {props.isArchived && (
        <Notice tone="warn">This stream is in the archive: it is not in the list of what waits.</Notice>
      )}
      <section class="card">
        <p class="lead">
          {overview.waiting.length === 0 ? 'Nothing to decide here.' : overview.waiting.join(' · ')}
        </p>
        {(toDecide !== undefined || toMake !== undefined) && (
          <p class="buttons">
            {toDecide !== undefined && (
              <a class="button primary" href={streamHref(stream.name, NEXT[toDecide.checkpoint] ?? '')}>
                Go on with {toDecide.label.toLowerCase()}
              </a>
            )}
            {toMake !== undefined && (
              <a
                class={`button ${toDecide === undefined ? 'primary' : ''}`}
                href={`${streamHref(stream.name, NEXT[toMake.checkpoint] ?? '')}?show=missing`}
              >
                Make {toMake.label.toLowerCase()}
              </a>
            )}
          </p>
        )}
        {overview.status === 'ready' && (
          <p>
            <a class="button primary" href={streamHref(stream.name, 'preview')}>
              See it whole
            </a>
          </p>
        )}
        <Checkpoints all={overview.checkpoints} />
      </section>
      <GlimpseLinks stream={stream} most={12} />
      <footer class="stream-end">
        <a class="button" href={streamHref(stream.name, 'export.zip')} download>
          Download what is approved
        </a>
        <a class="button" href={activityHref({ stream: stream.name })}>
          Activity
        </a>
        {mayDecide(props.viewer) && <PutAway {...props} />}
      </footer>
    </StreamFrame>
  )
}

/** Takes a stream off the list, or puts it back. Its folder stays as it is. */
function PutAway({ viewer, stream, isArchived }: StreamProps): VNode {
  return (
    <form method="post" action={streamHref(stream.name, isArchived ? 'unarchive' : 'archive')}>
      <Token value={viewer.formToken} />
      <button type="submit">{isArchived ? 'Take out of the archive' : 'Put into the archive'}</button>
    </form>
  )
}
