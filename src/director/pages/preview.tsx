import type { VNode } from 'preact'
import type { MediaItem } from '../review/index.ts'
import type { DeploymentEntry } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { Media } from './gallery.tsx'
import { Notice, Token } from './layout.tsx'
import { mayDecide, StateBadge, Time, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'
import { streamHref } from './streams.tsx'

/** Checkpoint 5: the whole in its order, and putting it online. */
export function PreviewPage(props: {
  viewer: Viewer
  stream: Stream
  /** The video of each segment, or its keyframe while there is none. */
  items: readonly MediaItem[]
  log: readonly DeploymentEntry[]
  /** What still has to be approved, in words; empty when it may be deployed. */
  open: readonly string[]
  /** Whether a deploy command is set up. */
  canDeploy: boolean
  error?: string
}): VNode {
  const { viewer, stream, items, log, open, canDeploy, error } = props
  return (
    <StreamFrame viewer={viewer} stream={stream} tab="preview">
      <section class="card" aria-label="Deployment">
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {open.length > 0 && <p>Before it can be deployed: {open.join(' · ')}.</p>}
        {open.length === 0 && !canDeploy && (
          <p>Everything is approved. To deploy from here, set up a deploy command in director.config.json.</p>
        )}
        {open.length === 0 && canDeploy && mayDecide(viewer) && (
          <form method="post" action={streamHref(stream.name, 'deploy')}>
            <Token value={viewer.formToken} />
            <button type="submit" class="primary">
              {stream.deployment === undefined ? 'Deploy' : 'Deploy again'}
            </button>
          </form>
        )}
        <Online stream={stream} />
        {log.length > 0 && (
          <details class="history">
            <summary>Deployments so far ({log.length})</summary>
            <ol reversed>
              {log.map((entry) => (
                <li key={`${entry.at} ${entry.url}`}>
                  <Time at={entry.at} /> by {entry.by} · <Address url={entry.url} />
                </li>
              ))}
            </ol>
          </details>
        )}
      </section>
      <div class="film">
        {items.map((item) => (
          <article key={item.segment.key}>
            <Media stream={stream} item={item} />
            <h3>
              {item.segment.title} <StateBadge state={item.state} />
            </h3>
            {item.segment.narrative !== '' && <p>{item.segment.narrative}</p>}
          </article>
        ))}
      </div>
    </StreamFrame>
  )
}

function Online({ stream }: { stream: Stream }): VNode | null {
  const { deployment } = stream
  if (deployment === undefined) return null
  return (
    <p>
      Online{deployment.platform !== undefined && ` on ${deployment.platform}`}
      {deployment.at !== undefined && (
        <>
          {' since '}
          <Time at={deployment.at} />
        </>
      )}
      {deployment.by !== undefined && ` by ${deployment.by}`}
      {deployment.url !== undefined && (
        <>
          : <Address url={deployment.url} />
        </>
      )}
    </p>
  )
}

/** Only addresses of the web become links; everything else is shown as the text it is. */
const Address = ({ url }: { url: string }): VNode =>
  /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? (
    <a href={url} rel="noopener noreferrer" target="_blank">
      {url}
    </a>
  ) : (
    <span>{url}</span>
  )
