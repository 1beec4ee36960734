import { setTimeout as wait } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import { plainDisplay, productionLines, type RunReading, readRun } from '../../production/index.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

const LOOK_EVERY_MS = 500

/**
 * Shows a run until it is over or the person has seen enough: redrawn in a terminal, elsewhere one line for each change.
 * The exit code is 1 for a run that was aborted or failed.
 */
export async function watchRun(folder: string, terminal: Terminal): Promise<number> {
  existingFolder(folder)
  const { screen } = terminal
  const draw = screen === undefined ? undefined : createLogUpdate(screen)
  const colours = createColors(terminal.colour)
  const print = plainDisplay((line) => terminal.out(line))
  const ending = new AbortController()
  let code: number | undefined
  void terminal.stopped().then((result) => {
    code = result
    ending.abort()
  })
  while (code === undefined) {
    const reading = readRun(folder)
    if (draw !== undefined && screen !== undefined) {
      const columns = Math.max(20, (screen.columns || 80) - 1)
      const rows = Math.max(1, (screen.rows || 24) - 1)
      draw(productionLines(folder, reading, { colours, columns, rows }).join('\n'))
    } else print(folder, reading)
    code ??= endOf(reading)
    if (code === undefined) await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => {})
  }
  draw?.done()
  return code
}

/** A run whose process died may be started again, so it is watched on. */
function endOf({ presence }: RunReading): number | undefined {
  if (presence.state === 'completed') return 0
  return presence.state === 'aborted' || presence.state === 'failed' ? 1 : undefined
}
