import type { VNode } from 'preact'
import type { MediaItem } from '../review/index.ts'
import type { Stream } from '../streams/index.ts'
import { Token } from './layout.tsx'
import { Media, shotHref, TAB_OF, type Version } from './media.tsx'
import { mayDecide, VersionName, type Viewer } from './parts.tsx'
import { StreamFrame } from './stream.tsx'
import { WordDiff } from './word-diff.tsx'

/** An earlier version beside what is there now, and what was changed in the prompts between them. */
export function ComparePage(props: {
  viewer: Viewer
  stream: Stream
  item: MediaItem
  versions: readonly Version[]
  version: Version | undefined
  /** The prompts of now. */
  texts: Readonly<Record<string, string>>
}): VNode {
  const { viewer, stream, item, versions, version, texts } = props
  const href = shotHref(stream, item)
  return (
    <StreamFrame viewer={viewer} stream={stream} tab={TAB_OF[item.kind]}>
      <nav class="back" aria-label="Compare">
        <a class="button" href={href} data-key="c">
          ← Back to {item.segment.title}
        </a>
      </nav>
      {version === undefined ? (
        <p class="nothing">
          There is no earlier version yet: the first one stands here until it is made again.
        </p>
      ) : (
        <>
          <div class="compare" data-compare={item.kind}>
            <figure>
              <figcaption>
                Before · <VersionName version={version} />
              </figcaption>
              <div class="frame">
                {item.kind === 'keyframe' ? (
                  <img src={version.href} alt={`${item.segment.title}, ${version.label}`} />
                ) : (
                  // biome-ignore lint/a11y/useMediaCaption: the films of a review have no words of their own
                  <video
                    src={version.href}
                    controls
                    loop
                    playsInline
                    preload="metadata"
                    aria-label="Before"
                  />
                )}
              </div>
            </figure>
            <figure>
              <figcaption>Now</figcaption>
              <Media stream={stream} item={item} />
            </figure>
          </div>
          {mayDecide(viewer) && (
            <form method="post" action={version.href} class="buttons">
              <Token value={viewer.formToken} />
              <button type="submit">Restore the one before</button>
            </form>
          )}
          <Changes before={version.texts} now={texts} />
          {versions.length > 1 && (
            <nav class="others" aria-label="Other versions">
              <h2>Compare with</h2>
              {versions.map((one) => (
                <a
                  key={one.name}
                  class="button"
                  href={`${href}/compare?with=${encodeURIComponent(one.name)}`}
                  aria-current={one.name === version.name ? 'true' : undefined}
                >
                  <VersionName version={one} />
                </a>
              ))}
            </nav>
          )}
        </>
      )}
    </StreamFrame>
  )
}

function Changes({
  before,
  now,
}: {
  before: Version['texts']
  now: Readonly<Record<string, string>>
}): VNode {
  if (before === undefined) {
    return <p class="muted">What the earlier one was made from is not known: it came from outside.</p>
  }
  return (
    <section class="card changes" aria-label="What changed in the prompts">
      {Object.entries(now).map(([label, text]) => (
        <div key={label}>
          <h3 class="label muted">{label}</h3>
          <WordDiff before={before[label] ?? ''} now={text} />
        </div>
      ))}
    </section>
  )
}
