import type { CleanStory } from './read.ts'
import { seedOf } from './seed.ts'

/** One scene of the plan. `slug` names its files: `04-weather-from-the-north`. */
export type Scene = {
  number: number
  slug: string
  name: string
  summary: string
  paragraphs: string[]
  seed: number
}
export type Chapter = { title: string; scenes: Scene[] }
export type Plan = { title: string; logline: string; chapters: Chapter[] }

/** Plans a cleaned story: `##` lines are chapters, `###` lines are scenes, everything else is text of the scene. */
export function planStory(story: CleanStory): Plan {
  const chapters: Chapter[] = []
  let number = 0
  for (const line of story.lines) {
    const scene = chapters.at(-1)?.scenes.at(-1)
    if (line.startsWith('### ')) {
      number += 1
      const name = line.slice(4)
      chapters.at(-1)?.scenes.push({
        number,
        slug: slugOf(number, name),
        name,
        summary: '',
        paragraphs: [],
        seed: seedOf(name),
      })
    } else if (line.startsWith('## ')) {
      chapters.push({ title: line.slice(3), scenes: [] })
    } else {
      scene?.paragraphs.push(line)
    }
  }
  for (const scene of chapters.flatMap((chapter) => chapter.scenes)) {
    scene.summary = firstSentence(scene.paragraphs[0] ?? '')
    scene.seed = seedOf(scene.paragraphs.join('\n'))
  }
  return { title: story.title, logline: story.summary, chapters }
}

/** The files that a scene becomes, relative to the story folder. */
export const filesOf = (scene: Scene) => ({
  image: `cards/${scene.slug}.png`,
  audio: `sounds/${scene.slug}.wav`,
  text: `texts/${scene.slug}.txt`,
})

/** What a painter needs to know of a scene: its most telling words, longest first. */
export function promptOf(scene: Scene): string {
  const words =
    scene.paragraphs
      .join(' ')
      .toLowerCase()
      .match(/[a-z]{5,}/g) ?? []
  const telling = [...new Set(words)].sort((a, b) => b.length - a.length || a.localeCompare(b)).slice(0, 8)
  return `${scene.name}: ${scene.summary} (${telling.join(', ')})`
}

const firstSentence = (text: string): string => /^.*?[.?!](?=\s|$|”)/.exec(text)?.[0] ?? text

const slugOf = (number: number, name: string): string =>
  `${String(number).padStart(2, '0')}-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}`
