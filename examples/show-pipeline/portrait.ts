import { blend, Canvas, type Colour, smooth } from '../story-pipeline/canvas.ts'
import type { Image } from '../story-pipeline/png.ts'
import type { Character } from './blueprint.ts'

export const PORTRAIT = { width: 240, height: 300 } as const

const NIGHT: Colour = [0.02, 0.025, 0.045]

/** `#ff8000` as parts from 0 to 1. */
export const colourOf = (hex: string): Colour => [
  Number.parseInt(hex.slice(1, 3), 16) / 255,
  Number.parseInt(hex.slice(3, 5), 16) / 255,
  Number.parseInt(hex.slice(5, 7), 16) / 255,
]

/**
 * Draws a character from its traits, lit from one side.
 *
 * @param turn 0 to 1: where the light stands on its way round, for the frames of a video
 */
export function drawPortrait(character: Character, turn = 0.15): Image {
  const canvas = new Canvas(PORTRAIT.width, PORTRAIT.height)
  const light = colourOf(character.traits.light)
  const angle = turn * Math.PI * 2
  const side = Math.sin(angle)
  paintRoom(canvas, light, side)
  paintBody(canvas, character, side, light)
  paintHead(canvas, character, side, light)
  return canvas.toImage()
}

function paintRoom(canvas: Canvas, light: Colour, side: number): void {
  const { width, height } = canvas
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = 1 - Math.hypot(x / width - (0.5 + side * 0.42), y / height - 0.32)
      canvas.put(x, y, blend(NIGHT, light, smooth(0.25, 1.1, near) * 0.34))
    }
  }
  canvas.halo(width * (0.5 + side * 0.42), height * 0.3, 120, light, 0.35)
}

function paintBody(canvas: Canvas, { traits }: Character, side: number, light: Colour): void {
  const { width, height } = canvas
  const coat = colourOf(traits.coat)
  for (let y = Math.round(height * 0.66); y < height; y++) {
    const down = (y - height * 0.66) / (height * 0.34)
    const half = width * (0.13 + 0.3 * Math.sqrt(down))
    for (let x = Math.round(width / 2 - half); x <= width / 2 + half; x++) {
      const across = (x - width / 2) / half
      const lit = smooth(-0.2, 1, across * side) * 0.5
      canvas.put(x, y, blend(blend(coat, NIGHT, 0.35), light, lit * 0.5), smooth(1, 0.96, Math.abs(across)))
    }
  }
  canvas.rectangle(width / 2 - 18, height * 0.58, 36, height * 0.1, blend(colourOf(traits.skin), NIGHT, 0.4))
}

function paintHead(canvas: Canvas, { traits }: Character, side: number, light: Colour): void {
  const middle = canvas.width / 2
  const eyes = canvas.height * 0.42
  const hair = colourOf(traits.hair)
  const skin = colourOf(traits.skin)
  if (traits.long)
    for (let y = 0; y < 9; y++) canvas.disc(middle, eyes - 6 + y * 12, 58 - y, blend(hair, NIGHT, 0.3))
  canvas.disc(middle, eyes - 14, 58, hair)
  for (let y = -62; y <= 66; y++) {
    const half = 46 * Math.sqrt(Math.max(0, 1 - (y / 66) ** 2)) * (y > 0 ? 1 - (y / 66) * 0.22 : 1)
    for (let x = -half; x <= half; x++) {
      const lit = smooth(-0.6, 0.9, (x / 46) * side - y / 240)
      canvas.put(
        Math.round(middle + x),
        Math.round(eyes + 6 + y),
        blend(blend(skin, NIGHT, 0.62), blend(skin, light, 0.25), lit),
      )
    }
  }
  for (let x = -44; x <= 44; x++) {
    const fringe = 30 + 12 * Math.cos(x / 19) - (traits.long ? 8 : 0)
    const top = eyes - 14 - Math.sqrt(58 ** 2 - x ** 2)
    canvas.rectangle(middle + x, top, 1, eyes - 60 + fringe - top, hair, smooth(46, 40, Math.abs(x)))
  }
  for (const eye of [-18, 18]) {
    canvas.disc(middle + eye, eyes + 2, 4.2, [0.95, 0.94, 0.9], 0.85)
    canvas.disc(middle + eye + side * 1.4, eyes + 2, 2.4, NIGHT)
    canvas.stroke(middle + eye - 8, eyes - 9, middle + eye + 8, eyes - 10, 2.4, blend(hair, NIGHT, 0.2))
  }
  canvas.stroke(middle, eyes + 8, middle + side * 4, eyes + 24, 2.4, blend(skin, NIGHT, 0.5), 0.8)
  canvas.stroke(middle - 12, eyes + 42, middle + 12, eyes + 41, 2.6, blend(skin, [0.5, 0.1, 0.1], 0.55))
}
