import type { Bar } from './bars.ts'
import { barsOf, type Chart, type Row } from './chart.ts'

type Place = { row: Row; bar: Bar }

/**
 * The bar that a key leads to: the arrows go along a step's bars in time, or to the step above or below; Home and End to
 * the very first and the very last.
 *
 * @returns undefined for any other key, and where there is no bar
 */
export function moved(
  chart: Chart,
  row: Row | undefined,
  bar: Bar | undefined,
  key: string,
): Place | undefined {
  const rows = chart.rows.filter((one) => barsOf(one).length > 0)
  if (key === 'Home') return placeIn(rows[0], 0)
  if (key === 'End') return placeIn(rows.at(-1), -1)
  const steps: { [key: string]: readonly [number, number] } = {
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
  }
  const [down, along] = steps[key] ?? []
  if (down === undefined || along === undefined) return undefined
  if (row === undefined || bar === undefined) return placeIn(rows[0], 0)
  const target = rows[within(rows.indexOf(row) + down, rows.length)] ?? row
  if (target !== row) return placeIn(target, 0)
  const bars = barsOf(row)
  return placeIn(row, within(bars.indexOf(bar) + along, bars.length))
}

const within = (index: number, length: number): number => Math.max(0, Math.min(length - 1, index))

function placeIn(row: Row | undefined, index: number): Place | undefined {
  const bar = row && barsOf(row).at(index)
  return row && bar && { row, bar }
}
