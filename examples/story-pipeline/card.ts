import { Canvas, smooth } from './canvas.ts'
import type { Scene } from './director.ts'
import { paintGround, paintSky } from './landscape.ts'
import { widthOf, writeCentred } from './lettering.ts'
import { type Mood, moodOf } from './mood.ts'
import { encodePng } from './png.ts'
import { randomFrom } from './seed.ts'
import { paintFigure, paintHouseBelow, paintRain, paintRoad, paintVillage } from './things.ts'

export const CARD = { width: 960, height: 540 } as const

/** Draws the card of a scene from its words: its hour, its weather, what stands in it, and its name. */
export function drawCard(scene: Scene, chapterTitle: string): Buffer {
  const canvas = new Canvas(CARD.width, CARD.height)
  const random = randomFrom(scene.seed)
  const mood = moodOf([scene.name, ...scene.paragraphs].join(' '), scene.seed)
  paintSky(canvas, mood, random)
  if (mood.village) paintVillage(canvas, mood, random)
  paintGround(canvas, mood, random)
  if (mood.house) paintHouseBelow(canvas, mood, random)
  if (mood.lamps) paintRoad(canvas, mood, random)
  paintFigure(canvas, mood, random)
  if (mood.rain) paintRain(canvas, mood, random)
  paintFrame(canvas, mood)
  paintTitle(canvas, scene.name, chapterTitle)
  return encodePng(canvas.toImage())
}

/** Darkens the corners and the foot, where the title stands. */
function paintFrame(canvas: Canvas, mood: Mood): void {
  const { width, height } = canvas
  for (let y = 0; y < height; y++) {
    const foot = smooth(0.68, 1, y / height) * 0.62
    for (let x = 0; x < width; x++) {
      const corner = Math.hypot((x / width - 0.5) * 1.1, y / height - 0.5)
      canvas.put(
        x,
        y,
        [0, 0, 0],
        Math.max(foot, smooth(0.42, 0.8, corner) * (mood.hour === 'day' ? 0.4 : 0.7)),
      )
    }
  }
}

function paintTitle(canvas: Canvas, name: string, chapterTitle: string): void {
  const middle = canvas.width / 2
  const title = { size: 34, weight: 2.5, colour: [1, 0.98, 0.94], tracking: 1.5 } as const
  const fitting = Math.min(title.size, (title.size * canvas.width * 0.84) / widthOf(name, title))
  const small = { size: 12, weight: 1.35, colour: [1, 0.93, 0.84], cover: 0.82, tracking: 2.2 } as const
  writeCentred(canvas, chapterTitle, middle, canvas.height - 84, small)
  writeCentred(canvas, name, middle, canvas.height - 38, { ...title, size: fitting })
}
