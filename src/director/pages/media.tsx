import type { VNode } from 'preact'
import type { MediaItem } from '../review/index.ts'
import type { Task } from '../store/index.ts'
import { type MediaFile, type MediaKind, type Stream, stampText } from '../streams/index.ts'
import { streamHref } from './streams.tsx'

export const TAB_OF: Readonly<Record<MediaKind, 'keyframes' | 'videos'>> = {
  keyframe: 'keyframes',
  video: 'videos',
}

/** One picture or film with its newest task. */
export type Shot = {
  item: MediaItem
  task: Task | undefined
  /** Whether there is something that can make this kind of file. */
  canGenerate: boolean
  /** What else a new file would outdate, in words. */
  outdates: readonly string[]
}

/**
 * An earlier file of a segment, up to the moment when the next one came. `texts`: the prompts that it was made from,
 * where they are known.
 */
export type Version = {
  name: string
  label: string
  until: string
  href: string
  texts?: Readonly<Record<string, string>>
}

/** The page of one picture or film, and what lies below it. */
export const shotHref = (
  stream: Stream,
  { kind, segment }: Pick<MediaItem, 'kind' | 'segment'>,
  ...rest: readonly string[]
): string => streamHref(stream.name, TAB_OF[kind], segment.key, ...rest)

/** The address changes with the file, so that a browser never shows an old one. */
export const addressOf = (
  stream: Stream,
  item: Pick<MediaItem, 'kind' | 'segment'>,
  file: MediaFile,
  what: 'file' | 'thumbnail',
): string => `${shotHref(stream, item, what)}?v=${encodeURIComponent(stampText(file.stamp))}`

/** A picture or a film in its frame; small ones are pictures made for it. */
export function Media({ stream, item, small }: { stream: Stream; item: MediaItem; small?: boolean }): VNode {
  const { file, kind, segment } = item
  if (file === undefined) return <div class="frame empty muted">Not there yet</div>
  if (kind === 'keyframe') {
    return (
      <div class="frame">
        <img
          src={addressOf(stream, item, file, small ? 'thumbnail' : 'file')}
          alt={segment.image.value || segment.title}
          width={960}
          height={540}
          loading={small ? 'lazy' : 'eager'}
          decoding="async"
        />
      </div>
    )
  }
  const still = stream.media('keyframe', segment)
  const poster =
    still && addressOf(stream, { kind: 'keyframe', segment }, still, small ? 'thumbnail' : 'file')
  return (
    <div class="frame">
      {/* biome-ignore lint/a11y/useMediaCaption: the films of a review have no words of their own */}
      <video
        src={addressOf(stream, item, file, 'file')}
        poster={poster}
        controls
        loop
        playsInline
        preload={small && poster !== undefined ? 'none' : 'metadata'}
        aria-label={segment.title}
      />
    </div>
  )
}
