import type { Canvas, Colour } from './canvas.ts'

/**
 * Capitals drawn as single strokes on a grid ten high: a width, then lines (`x,y x,y …`) and arcs
 * (`@x,y,across,down,from,to` in degrees, clockwise from three o'clock), separated by semicolons.
 */
const GLYPHS: Record<string, string> = {
  A: '8;0,10 4,0 8,10;1.5,6.4 6.5,6.4',
  B: '5.6;0,0 0,10;0,0 3,0;0,4.7 3,4.7;0,10 3.1,10;@3,2.35,2.2,2.35,-90,90;@3.1,7.35,2.5,2.65,-90,90',
  C: '8;@5,5,5,5,48,312',
  D: '7.4;0,0 0,10;0,0 2.4,0;0,10 2.4,10;@2.4,5,5,5,-90,90',
  E: '5;5,0 0,0 0,10 5,10;0,4.8 4.4,4.8',
  F: '4.8;4.8,0 0,0 0,10;0,4.9 4.2,4.9',
  G: '8.8;@5,5,5,5,0,310;10,5 6,5',
  H: '7;0,0 0,10;7,0 7,10;0,4.9 7,4.9',
  I: '0.4;0.2,0 0.2,10',
  J: '4;4,0 4,7.4;@1.9,7.4,2.1,2.6,0,150',
  K: '6;0,0 0,10;5.6,0 0,5.8;2,3.9 6,10',
  L: '4.6;0,0 0,10 4.6,10',
  M: '9;0,10 1,0 4.5,7.6 8,0 9,10',
  N: '7.2;0,10 0,0 7.2,10 7.2,0',
  O: '10;@5,5,5,5,0,360',
  P: '5.6;0,10 0,0 3,0;0,5.4 3,5.4;@3,2.7,2.6,2.7,-90,90',
  Q: '10;@5,5,5,5,0,360;6.2,6.6 9.6,10.4',
  R: '6;0,10 0,0 3,0;0,5.2 3,5.2;@3,2.6,2.6,2.6,-90,90;2.6,5.2 6,10',
  S: '5.4;@2.8,2.5,2.4,2.5,90,335;@2.7,7.5,2.7,2.5,-90,155',
  T: '6.4;0,0 6.4,0;3.2,0 3.2,10',
  U: '7;0,0 0,6.5;7,0 7,6.5;@3.5,6.5,3.5,3.5,0,180',
  V: '7.6;0,0 3.8,10 7.6,0',
  W: '11;0,0 2.8,10 5.5,1.6 8.2,10 11,0',
  X: '7;0,0 7,10;7,0 0,10',
  Y: '7;0,0 3.5,4.8 7,0;3.5,4.8 3.5,10',
  Z: '6.2;0,0 6.2,0 0,10 6.2,10',
  '0': '6.4;@3.2,5,3.2,5,0,360',
  '1': '2.4;0,1.6 2.4,0 2.4,10',
  '2': '5.4;@2.7,2.8,2.7,2.8,180,390;5,4.3 0,10 5.4,10',
  '3': '5.2;@2.5,2.4,2.3,2.4,190,450;@2.5,7.4,2.7,2.6,-90,170',
  '4': '6;4.4,10 4.4,0 0,7 6,7',
  '5': '5.2;4.8,0 1,0 0.5,4.4;@2.5,6.8,2.7,3.2,-130,155',
  '6': '5.6;@2.8,6.9,2.8,3.1,0,360;4.2,0 0.4,5.6',
  '7': '5.4;0,0 5.4,0 1.6,10',
  '8': '5.4;@2.7,2.4,2.2,2.4,0,360;@2.7,7.4,2.7,2.6,0,360',
  '9': '5.6;@2.8,3.1,2.8,3.1,0,360;5.2,4.4 1.4,10',
  ':': '0.6;0.3,3.4 0.3,3.5;0.3,9.6 0.3,9.7',
  '.': '0.6;0.3,9.7 0.3,9.8',
  ',': '1;0.8,9.5 0.2,11.4',
  '-': '3.4;0,5.2 3.4,5.2',
  '’': '1;0.8,0 0.3,2.2',
  '?': '4.6;@2.3,2.5,2.3,2.5,180,420;3.3,4.8 2.3,7.2;2.3,9.7 2.3,9.8',
  ' ': '3.2',
}

const GAP = 2.6

type Style = { size: number; weight: number; colour: Colour; cover?: number; tracking?: number }

/** How wide a line will be, in pixels. */
export function widthOf(text: string, { size, tracking = 1 }: Style): number {
  const widths = [...text.toUpperCase()].map((letter) => Number.parseFloat(GLYPHS[letter] ?? '3.2'))
  return ((widths.reduce((sum, width) => sum + width, 0) + GAP * tracking * (widths.length - 1)) * size) / 10
}

/** Writes a line centred on `x`, its capitals standing on `y`. Letters without a shape leave a gap. */
export function writeCentred(canvas: Canvas, text: string, x: number, y: number, style: Style): void {
  const { size, weight, colour, cover = 1, tracking = 1 } = style
  const scale = size / 10
  let left = x - widthOf(text, style) / 2
  for (const letter of text.toUpperCase()) {
    const [width = '3.2', ...strokes] = (GLYPHS[letter] ?? '3.2').split(';')
    for (const stroke of strokes) {
      const points = stroke.startsWith('@') ? arc(stroke.slice(1)) : line(stroke)
      for (const [index, point] of points.slice(1).entries()) {
        const from = points[index] ?? point
        canvas.stroke(
          left + from[0] * scale,
          y - size + from[1] * scale,
          left + point[0] * scale,
          y - size + point[1] * scale,
          weight,
          colour,
          cover,
        )
      }
    }
    left += (Number(width) + GAP * tracking) * scale
  }
}

type Point = readonly [x: number, y: number]

const numbers = (text: string): number[] => text.split(',').map(Number)

const line = (stroke: string): Point[] =>
  stroke.split(' ').map((pair) => {
    const [x = 0, y = 0] = numbers(pair)
    return [x, y]
  })

function arc(stroke: string): Point[] {
  const [x = 0, y = 0, across = 0, down = 0, from = 0, to = 0] = numbers(stroke)
  const steps = Math.ceil(Math.abs(to - from) / 9)
  return Array.from({ length: steps + 1 }, (_, step): Point => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180
    return [x + Math.cos(angle) * across, y + Math.sin(angle) * down]
  })
}
