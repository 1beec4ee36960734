import type { VNode } from 'preact'
import type { MediaItem } from '../review/index.ts'
import type { Stream } from '../streams/index.ts'
import { type Deployment, DeploymentCard } from './deployment.tsx'
import { Media } from './media.tsx'
import { StateBadge, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'

/** Checkpoint 5: the whole in its order, and putting it online. */
export function PreviewPage(props: {
  viewer: Viewer
  stream: Stream
  /** The video of each segment, or its keyframe while there is none. */
  items: readonly MediaItem[]
  deployment: Deployment
}): VNode {
  const { viewer, stream, items, deployment } = props
  return (
    <StreamFrame viewer={viewer} stream={stream} tab="preview">
      <DeploymentCard viewer={viewer} stream={stream} deployment={deployment} />
      <div class="film">
        {items.map((item) => (
          <article key={item.segment.key}>
            <Media stream={stream} item={item} />
            <h3>
              <span class="title">{item.segment.title}</span> <StateBadge state={item.state} />
            </h3>
            {item.kind === 'keyframe' && (
              <p class="reason">
                {item.segment.title} has no video yet
                {item.file === undefined ? ', and no keyframe either.' : ': its keyframe stands here.'}
              </p>
            )}
            {item.segment.narrative !== '' && <p>{item.segment.narrative}</p>}
          </article>
        ))}
      </div>
    </StreamFrame>
  )
}
