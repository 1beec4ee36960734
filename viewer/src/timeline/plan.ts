import type { Bar } from './bars.ts'
import { barsOf, type Chart, type Row } from './chart.ts'

/** Heights in px: a step's label, its own bar, and each lane of its tasks. */
const LABEL = 24
const OWN = 8
const LANE = 6
const BELOW = 14
/** What is shorter than this would not be seen. */
const THINNEST = 2

export type Place = { x: number; y: number; width: number; height: number }

export const rowHeight = (row: Row): number => LABEL + OWN + row.lanes * LANE + BELOW

/** Where each row begins, and how high all of them are together. */
export function planOf(rows: readonly Row[]): { tops: number[]; height: number } {
  let height = 0
  const tops = rows.map((row) => {
    const top = height
    height += rowHeight(row)
    return top
  })
  return { tops, height }
}

/** Where a bar is drawn. */
export function placeOf(bar: Bar, top: number, chart: Chart, width: number): Place {
  const scale = width / (chart.endMs - chart.startMs)
  const wide = Math.max(THINNEST, (bar.to - bar.from) * scale)
  const x = Math.min((bar.from - chart.startMs) * scale, width - wide)
  if (bar.lane === undefined) return { x, y: top + LABEL, width: wide, height: OWN }
  return { x, y: top + LABEL + OWN + 3 + bar.lane * LANE, width: wide, height: LANE - 2 }
}

/** The bar under a point, or the nearest of its row and lane within a finger's reach. */
export function barAt(chart: Chart, width: number, x: number, y: number): { row: Row; bar: Bar } | undefined {
  const { tops } = planOf(chart.rows)
  const index = tops.findLastIndex((top) => top <= y)
  const row = chart.rows[index]
  if (row === undefined) return undefined
  let best: { row: Row; bar: Bar } | undefined
  let nearest = 12
  for (const bar of barsOf(row)) {
    const place = placeOf(bar, tops[index] ?? 0, chart, width)
    const far =
      Math.max(place.x - x, x - place.x - place.width, 0) +
      Math.max(place.y - y, y - place.y - place.height, 0)
    if (far < nearest) {
      nearest = far
      best = { row, bar }
    }
  }
  return best
}
