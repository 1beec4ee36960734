import { basename, resolve } from 'node:path'
import { clean, cut } from '../../host/index.ts'
import type { RunReading } from '../inspect.ts'
import { adviceLines } from './advice.ts'
import { countsOf, leftWords, passWords, percentOf } from './lines.ts'

/** What changes by itself is told again after this. */
const EVERY_MS = 10_000
const ERROR_LETTERS = 120

/**
 * Tells of a run in a log: a line where its state, its tenth of the way, its health or its last error changes, and at most
 * every ten seconds otherwise.
 */
export function plainDisplay(print: (line: string) => void): (folder: string, reading: RunReading) => void {
  let lastKey = ''
  let lastLine = ''
  let printedMs = Number.NEGATIVE_INFINITY
  return (folder, reading) => {
    const key = keyOf(reading)
    const line = lineOf(folder, reading)
    if (line === lastLine || (key === lastKey && performance.now() - printedMs < EVERY_MS)) return
    const advice = key === lastKey ? [] : adviceLines(folder, reading)
    lastKey = key
    lastLine = line
    printedMs = performance.now()
    for (const text of [line, ...advice]) print(text)
  }
}

function keyOf({ status, presence }: RunReading): string {
  const { health, progressPercent = 0, lastError, pause, endReason } = status ?? {}
  return JSON.stringify([
    presence.state,
    Math.floor(progressPercent / 10),
    health?.state,
    lastError?.atMs,
    lastError?.message,
    pause?.reason,
    endReason,
  ])
}

function lineOf(folder: string, { status, presence }: RunReading): string {
  const name = clean(basename(resolve(folder)))
  const why =
    presence.state === 'running' && status?.endReason === undefined
      ? ''
      : clean(presence.reason).replace(/; last sign .*? ago/, '')
  if (status === undefined) return `${name}: ${presence.state} | ${why}`
  const { health, lastError } = status
  const parts = [
    `${name}: ${presence.state}`,
    percentOf(status),
    countsOf(status),
    leftWords(status),
    passWords(status),
    health.state === 'healthy' ? '' : `${health.state} (${health.reasons.map(clean).join('; ')})`,
    lastError === undefined
      ? ''
      : `last error: ${clean(lastError.segment)}: ${cut(clean(lastError.message), ERROR_LETTERS)}`,
    why,
  ]
  return parts.filter(Boolean).join(' | ')
}
