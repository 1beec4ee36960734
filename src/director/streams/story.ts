import { firstText, isLoose, type Loose, listOf, looseOf, textOf } from './loose.ts'

/** What the customer sent. */
export type Story = {
  scenes: readonly { title?: string; text: string }[]
  /** The brief and whatever else stands in input.json, as label and text. */
  brief: readonly { label: string; text: string }[]
}

const NOT_BRIEF = ['story', 'id', 'title', 'stream_id']

/**
 * Reads the story of an input.json: one text, or a list of scenes.
 *
 * @example storyOf({ story: [{ scene: 1, title: 'Dusk', text: 'The lamp was dark.' }] }).scenes[0]?.title // 'Dusk'
 */
export function storyOf(input: Loose): Story {
  const brief = Object.entries(input)
    .filter(([key]) => !NOT_BRIEF.includes(key))
    .flatMap(([key, value]) =>
      isLoose(value)
        ? Object.entries(value).map(([inner, more]) => ({ label: inner, text: inWords(more) }))
        : [{ label: key, text: inWords(value) }],
    )
    .filter(({ text }) => text !== '')
    .map(({ label, text }) => ({ label: label.replaceAll('_', ' '), text }))
  return { scenes: scenesOf(input['story']), brief }
}

function scenesOf(story: unknown): Story['scenes'] {
  const single = textOf(story)
  if (single !== undefined) return [{ text: single }]
  return listOf(story).flatMap((scene) => {
    const plain = textOf(scene)
    if (plain !== undefined) return [{ text: plain }]
    const { text } = firstText(looseOf(scene), ['text', 'narrative', 'content']) ?? {}
    if (text === undefined) return []
    const title = firstText(looseOf(scene), ['title', 'scene'])?.text
    return [{ text, ...(title === undefined ? {} : { title }) }]
  })
}

/** A value of any kind as a line that a person can read. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(inWords).join(', ')
  if (isLoose(value))
    return Object.entries(value)
      .map(([key, more]) => `${key}: ${inWords(more)}`)
      .join('; ')
  return String(value)
}
