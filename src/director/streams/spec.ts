import { createHash } from 'node:crypto'
import type { JsonPath } from './json-edit.ts'
import { firstText, isLoose, type Loose, listOf, looseOf, textOf } from './loose.ts'

/** One text of production.json that can be edited. `id` names it in forms. */
export type Editable = { id: string; label: string; path: JsonPath; value: string; hex?: string }

/** One segment of the film. `key` names it in addresses, files and decisions. */
export type Segment = {
  key: string
  title: string
  narrative: string
  /** Image prompt, negative prompt and motion prompt, in that order; absent ones are empty. */
  image: Editable
  negative: Editable
  motion: Editable
  /** Hashes of what a keyframe and a video are made from, the file before it aside. */
  imageHash: string
  motionHash: string
}

export type Spec = { direction: readonly Editable[]; segments: readonly Segment[] }

const PLAIN_KEY = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,79}$/u
const HEX = /^#[0-9a-f]{6}$/i

/** Reads the visual direction and the segments of a production.json, whatever dialect it is written in. */
export function specOf(production: Loose): Spec {
  const segments: Segment[] = []
  const taken = new Set<string>()
  listOf(production['segments']).forEach((entry, index) => {
    if (!isLoose(entry)) return
    const segment = segmentOf(entry, index, taken)
    taken.add(segment.key)
    segments.push(segment)
  })
  return { direction: directionOf(production['visual_direction'], ['visual_direction']), segments }
}

function segmentOf(entry: Loose, index: number, taken: ReadonlySet<string>): Segment {
  const id = textOf(entry['id'])
  // An id that can't stand in a file name or an address, or that stands twice, is named by its place.
  const key = id !== undefined && PLAIN_KEY.test(id) && !taken.has(id) ? id : `at-${index + 1}`
  const editable = (keys: readonly string[], label: string): Editable => {
    const found = firstText(entry, keys)
    const name = found?.key ?? keys.find((other) => Object.hasOwn(entry, other)) ?? keys[0] ?? ''
    return { id: `${key}:${name}`, label, path: ['segments', index, name], value: found?.text ?? '' }
  }
  const image = editable(['image_prompt', 'keyframe_prompt'], 'Image prompt')
  const negative = editable(['negative_prompt'], 'Not in the picture')
  const motion = editable(['motion_prompt'], 'Motion prompt')
  return {
    key,
    title: firstText(entry, ['title', 'name'])?.text ?? `Segment ${id ?? index + 1}`,
    narrative: firstText(entry, ['narrative', 'text'])?.text ?? '',
    image,
    negative,
    motion,
    imageHash: hashOf(image.value, negative.value),
    motionHash: hashOf(motion.value, textOf(entry['motion_type']), textOf(entry['motion_intensity'])),
  }
}

/** Every text of the visual direction, however deep it lies. */
function directionOf(value: unknown, path: JsonPath): Editable[] {
  if (typeof value === 'string') {
    const label = path.slice(1).join(' · ').replaceAll('_', ' ')
    const hex = HEX.test(value) ? { hex: value } : {}
    return [{ id: path.join('/'), label: label === '' ? 'visual direction' : label, path, value, ...hex }]
  }
  if (Array.isArray(value)) return value.flatMap((more, index) => directionOf(more, [...path, index]))
  return Object.entries(looseOf(value)).flatMap(([key, more]) => directionOf(more, [...path, key]))
}

/** Everything in a spec that can be edited, in the order of the page. */
export const editablesOf = (spec: Spec): Editable[] => [
  ...spec.direction,
  ...spec.segments.flatMap(({ image, negative, motion }) => [image, negative, motion]),
]

/** A hash that tells texts apart, and where one ends and the next begins. */
export const hashOf = (...texts: readonly (string | undefined)[]): string =>
  createHash('sha256')
    .update(JSON.stringify(texts.map((text) => text ?? null)))
    .digest('hex')
