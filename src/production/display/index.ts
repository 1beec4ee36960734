import type { LiveStatusView } from '../../contract/index.ts'
import { judgePresence } from '../presence.ts'
import { liveDisplay, type ScreenStream } from './live.ts'
import { plainDisplay } from './plain.ts'

export { type Colours, productionLines } from './lines.ts'
export { plainDisplay } from './plain.ts'
export { wrap } from './wrap.ts'

/**
 * Shows a run in the program's own terminal: bar, percent, time left, pass rate, health, last error, and what to type where
 * it waits. Where the stream is no terminal (a CI log, a pipe), it prints a plain line each tenth of the way and every ten
 * seconds. `story-monitor production watch <folder>` shows the same from another terminal.
 *
 * @param stream default `process.stdout`
 * @returns for the option `onStatus`
 * @example new ProductionMonitor('./output/pilot', { onStatus: progressDisplay() })
 */
export function progressDisplay(
  stream: ScreenStream & { isTTY?: boolean } = process.stdout,
): (status: LiveStatusView) => void {
  const show = stream.isTTY === true ? liveDisplay(stream) : plainDisplay((line) => stream.write(`${line}\n`))
  return (status) =>
    show(status.outputDir ?? '.', { status, presence: judgePresence(status), pause: status.pause?.reason })
}
