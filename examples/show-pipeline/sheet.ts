import { Canvas, type Colour, smooth } from '../story-pipeline/canvas.ts'
import { writeCentred } from '../story-pipeline/lettering.ts'
import type { Image } from '../story-pipeline/png.ts'
import { PORTRAIT } from './portrait.ts'

const WHITE: Colour = [1, 0.98, 0.94]

/** All portraits side by side, three to a row. */
export function composeGrid(portraits: readonly Image[]): Image {
  const gap = 12
  const rows = Math.ceil(portraits.length / 3)
  const canvas = new Canvas(3 * (PORTRAIT.width + gap) + gap, rows * (PORTRAIT.height + gap) + gap)
  for (const [index, portrait] of portraits.entries()) {
    const x = gap + (index % 3) * (PORTRAIT.width + gap)
    paste(canvas, portrait, x, gap + Math.floor(index / 3) * (PORTRAIT.height + gap))
  }
  return canvas.toImage()
}

/** The poster: faces that come out of the dark, and the title below. */
export function composePoster(portraits: readonly Image[], title: string, logline: string): Image {
  const canvas = new Canvas(600, 840)
  for (const [index, portrait] of portraits.entries()) {
    paste(canvas, portrait, 5 + (index % 3) * 175, 30 + Math.floor(index / 3) * 250, true)
  }
  for (let y = 0; y < canvas.height; y++) {
    const dark = smooth(0.52, 0.82, y / canvas.height)
    for (let x = 0; x < canvas.width; x++) canvas.put(x, y, [0.01, 0.01, 0.02], dark)
  }
  canvas.rectangle(270, 700, 60, 2, [0.9, 0.04, 0.08])
  writeCentred(canvas, title, 300, 680, { size: 34, weight: 2.6, colour: WHITE, tracking: 1.6 })
  for (const [index, line] of linesOf(logline, 46).entries()) {
    writeCentred(canvas, line, 300, 740 + index * 28, {
      size: 13,
      weight: 1.3,
      colour: WHITE,
      cover: 0.8,
      tracking: 1,
    })
  }
  return canvas.toImage()
}

/** One frame of the trailer: one face gives way to the next. */
export function dissolve(from: Image, to: Image, at: number): Image {
  const pixels = new Uint8Array(from.pixels.length)
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = Math.round((from.pixels[index] ?? 0) * (1 - at) + (to.pixels[index] ?? 0) * at)
  }
  return { width: from.width, height: from.height, pixels }
}

/** @param soft let the picture fade out toward its edges */
function paste(canvas: Canvas, image: Image, left: number, top: number, soft = false): void {
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const at = (y * image.width + x) * 3
      const part = (offset: number) => (image.pixels[at + offset] ?? 0) / 255
      const edge = Math.hypot(x / image.width - 0.5, (y / image.height - 0.45) * 0.8)
      canvas.put(left + x, top + y, [part(0), part(1), part(2)], soft ? smooth(0.5, 0.3, edge) : 1)
    }
  }
}

function linesOf(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + word.length + 1 > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}
