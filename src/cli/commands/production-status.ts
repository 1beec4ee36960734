import { resolve } from 'node:path'
import { type ProductionReading, readProduction } from '../../production/index.ts'
import { clean } from '../screen/clean.ts'
import { productionLines } from '../screen/production-lines.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

/** Says once how a run is doing, with the last errors, the slowest segments and the failures that look alike. */
export function productionStatus(folder: string, options: { json?: boolean }, terminal: Terminal): number {
  const reading = readProduction(existingFolder(folder))
  if (options.json === true) {
    terminal.out(JSON.stringify({ folder: resolve(folder), ...reading }, null, 2))
    return 0
  }
  const look = { colour: terminal.colour, columns: terminal.screen?.columns ?? 120 }
  for (const line of [...productionLines(folder, reading, look), ...details(reading)]) terminal.out(line)
  return 0
}

function details({
  lastErrors,
  clusters,
  slowest,
  unreadable,
  presence,
  pause,
}: ProductionReading): string[] {
  const listed = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines]
  return [
    ...(pause !== undefined && presence.state !== 'paused' ? ['', `PAUSE is there: ${clean(pause)}`] : []),
    ...listed(
      'failures that look alike:',
      clusters.map(
        ({ count, example, lastSegment }) => `  ${count} × ${clean(example)} (last: ${clean(lastSegment)})`,
      ),
    ),
    ...listed(
      'last segments that were given up:',
      lastErrors.map(({ id, error }) => `  ${clean(id)}: ${clean(error)}`),
    ),
    ...listed(
      'slowest segments:',
      slowest.map(
        ({ id, seconds, attempts }) =>
          `  ${clean(id)}: ${seconds} s${attempts > 1 ? `, ${attempts} attempts` : ''}`,
      ),
    ),
    ...(unreadable > 0 ? ['', `${unreadable} lines of _segments.jsonl can't be read`] : []),
  ]
}
