import type { RunReading } from '../inspect.ts'
import { NO_COLOURS, productionLines } from './lines.ts'

/** A stream with a size, such as a terminal is. */
export type ScreenStream = NodeJS.WritableStream & { columns?: number; rows?: number }

/** Draws a run again and again in the same place, as wide as the terminal is at that moment. */
export function liveDisplay(screen: ScreenStream): (folder: string, reading: RunReading) => void {
  let drawn: string[] = []
  return (folder, reading) => {
    // A terminal that doesn't know its size says 0.
    const columns = screen.columns || 80
    const rows = screen.rows || 24
    // One row stays free for the cursor.
    const lines = productionLines(folder, reading, {
      colours: NO_COLOURS,
      columns: Math.max(20, columns - 1),
      rows: Math.max(1, rows - 1),
    })
    // In a terminal that became narrower the old lines take more rows than they did.
    const taken = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / columns)), 0)
    const back = taken === 0 ? '' : `\u001b[${taken}A`
    screen.write(`${back}\r\u001b[J${lines.join('\n')}\n`)
    drawn = lines
  }
}
