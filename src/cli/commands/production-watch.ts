import { setTimeout as wait } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import { type RunReading, readRun } from '../../production/index.ts'
import { productionLine, productionLines } from '../screen/production-lines.ts'
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
  const ending = new AbortController()
  let code: number | undefined
  let last = ''
  void terminal.stopped().then((result) => {
    code = result
    ending.abort()
  })
  while (code === undefined) {
    const reading = readRun(folder)
    const line = productionLine(folder, reading)
    if (draw !== undefined && screen !== undefined) {
      const columns = Math.max(20, screen.columns - 1)
      draw(productionLines(folder, reading, { colour: terminal.colour, columns }).join('\n'))
    } else if (line !== last) terminal.out(line)
    last = line
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
