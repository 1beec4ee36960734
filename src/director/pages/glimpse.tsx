import type { VNode } from 'preact'
import type { MediaFile, Segment, Stream } from '../streams/index.ts'
import { addressOf, shotHref } from './media.tsx'

/** The first pictures of a stream, small: what it is about is seen before it is read. */
export function Glimpse({ stream, most }: { stream: Stream; most: number }): VNode | null {
  const pictures = firstPictures(stream, most)
  if (pictures.length === 0) return null
  return (
    <div class="glimpse" aria-hidden="true">
      {pictures.map((picture) => (
        <Thumbnail key={picture.segment.key} stream={stream} picture={picture} alt="" />
      ))}
    </div>
  )
}

/** The same as a way to each of the pictures. */
export function GlimpseLinks({ stream, most }: { stream: Stream; most: number }): VNode | null {
  const pictures = firstPictures(stream, most)
  if (pictures.length === 0) return null
  return (
    <nav class="glimpse links" aria-label="Keyframes">
      {pictures.map((picture) => (
        <a key={picture.segment.key} href={shotHref(stream, { kind: 'keyframe', segment: picture.segment })}>
          <Thumbnail stream={stream} picture={picture} alt={picture.segment.title} />
        </a>
      ))}
    </nav>
  )
}

type Picture = { segment: Segment; file: MediaFile }

const Thumbnail = ({ stream, picture, alt }: { stream: Stream; picture: Picture; alt: string }): VNode => (
  <img
    src={addressOf(stream, { kind: 'keyframe', segment: picture.segment }, picture.file, 'thumbnail')}
    alt={alt}
    width={160}
    height={90}
    loading="lazy"
    decoding="async"
  />
)

/** Looked for one by one: a stream may have a thousand. */
function firstPictures(stream: Stream, most: number): Picture[] {
  const found: Picture[] = []
  for (const segment of stream.spec?.segments ?? []) {
    if (found.length === most) break
    const file = stream.media('keyframe', segment)
    if (file !== undefined) found.push({ segment, file })
  }
  return found
}
