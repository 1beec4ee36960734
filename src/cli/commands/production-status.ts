import { resolve } from 'node:path'
import { createColors } from 'picocolors'
import { clean } from '../../host/index.ts'
import { type ProductionReading, productionLines, readProduction, wrap } from '../../production/index.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

/**
 * Says once how a run is doing, with the last errors, the slowest segments and the failures that look alike. The exit code
 * is 1 for a folder without a run.
 */
export function productionStatus(folder: string, options: { json?: boolean }, terminal: Terminal): number {
  const reading = readProduction(existingFolder(folder))
  const code = reading.presence.state === 'none' ? 1 : 0
  if (options.json === true) {
    terminal.out(JSON.stringify({ folder: resolve(folder), ...reading }, null, 2))
    return code
  }
  const look = {
    colours: createColors(terminal.colour),
    columns: terminal.screen?.columns ?? Number.POSITIVE_INFINITY,
  }
  for (const line of [...productionLines(folder, reading, look), ...details(reading, look.columns)])
    terminal.out(line)
  return code
}

function details(
  { lastErrors, clusters, slowest, unreadable }: ProductionReading,
  columns: number,
): string[] {
  const listed = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : ['', title, ...lines.flatMap((line) => wrap(line, columns - 2, 3).map((part) => `  ${part}`))]
  return [
    ...listed(
      'failures that look alike:',
      clusters.map(
        ({ count, example, lastSegment }) => `${count} × ${clean(example)} (last: ${clean(lastSegment)})`,
      ),
    ),
    ...listed(
      'last failed attempts:',
      lastErrors.map(({ id, error, outcome }) => `${clean(id)} (${outcome}): ${clean(error)}`),
    ),
    ...listed(
      'slowest segments:',
      slowest.map(
        ({ id, seconds, attempts }) =>
          `${clean(id)}: ${seconds} s${attempts > 1 ? `, ${attempts} attempts` : ''}`,
      ),
    ),
    ...(unreadable > 0 ? ['', `${unreadable} lines of _segments.jsonl can't be read`] : []),
  ]
}
