import { hashOf, type MediaKind, type Segment } from '../streams/index.ts'

/** What a picture is made from is its prompt; a film is made from its prompt and the picture. */
export const sourceOf = (kind: MediaKind, segment: Segment, keyframeHash: () => string): string =>
  kind === 'keyframe' ? segment.imageHash : hashOf(segment.motionHash, keyframeHash())

/** The texts in it, by what the page calls them: kept, so that a version can show its prompt. */
export function textsOf(kind: MediaKind, { image, negative, motion }: Segment): Record<string, string> {
  const texts = kind === 'keyframe' ? [image, negative] : [motion]
  return Object.fromEntries(texts.map(({ label, value }) => [label, value]))
}
