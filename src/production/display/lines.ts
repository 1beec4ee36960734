import { basename, resolve } from 'node:path'
import { bytesInWords, durationInWords, etaInWords, type LiveStatusView } from '../../contract/index.ts'
import { clean } from '../../host/index.ts'
import type { RunReading } from '../inspect.ts'
import { adviceLines } from './advice.ts'
import { criteriaLines } from './criteria-lines.ts'
import { fitRows, type Part } from './fit-rows.ts'
import { wrap } from './wrap.ts'

/** How words are painted: with colours, or as they are. */
export type Colours = { [Name in 'bold' | 'dim' | 'red' | 'green' | 'yellow']: (text: string) => string }

const same = (text: string): string => text
export const NO_COLOURS: Colours = { bold: same, dim: same, red: same, green: same, yellow: same }

/** The bar of a log, and the least and the greatest one of a terminal. */
const LOG_BAR = 24
const LEAST_BAR = 12
const GREATEST_BAR = 160
/** An error is told in so many lines; the whole one stands in _segments.jsonl. */
const ERROR_LINES = 3

/**
 * A run as lines for a terminal: how far, how long still, how well, what went wrong last, and what to type where it waits.
 *
 * @param look `columns`: no line is longer; `Infinity` wraps nothing. `rows`: there are no more lines, and state and bar stay
 */
export function productionLines(
  folder: string,
  reading: RunReading,
  look: { colours: Colours; columns: number; rows?: number },
): string[] {
  const { status, presence } = reading
  const { colours, columns } = look
  const name = clean(basename(resolve(folder)))
  const state = wrap(`${presence.state}: ${clean(presence.reason)}`, columns).map(
    painter(presence.state, colours),
  )
  const advice = adviceLines(folder, reading).flatMap((line) => wrap(line, columns))
  if (status === undefined) return [...wrap(name, columns).map(colours.bold), ...state, ...advice]
  const { lastError } = status
  const error = lastError && `last error: ${clean(lastError.segment)}: ${clean(lastError.message)}`
  const parts: Part[] = [
    { lines: wrap(`${name}  ${percentOf(status)}`.trimEnd(), columns).map(colours.bold) },
    { lines: state },
    { lines: barLines(status, look) },
    { lines: wrap(timeWords(status), columns), givesWay: 4 },
    { lines: handWords(reading).flatMap((line) => wrap(line, columns)), givesWay: 3 },
    { lines: qualityWords(status).flatMap((line) => wrap(line, columns)), givesWay: 3 },
    { lines: healthLines(status, look), givesWay: 5 },
    { lines: criteriaLines(reading, look), givesWay: 2 },
    { lines: error === undefined ? [] : wrap(error, columns, ERROR_LINES), givesWay: 1 },
    { lines: advice, givesWay: 6 },
  ]
  return fitRows(parts, look.rows ?? Number.POSITIVE_INFINITY)
}

export const percentOf = ({ progressPercent }: LiveStatusView): string =>
  progressPercent === undefined ? '' : `${progressPercent.toFixed(1)} %`

function painter(state: RunReading['presence']['state'], colours: Colours): (text: string) => string {
  if (state === 'dead' || state === 'silent' || state === 'failed' || state === 'aborted') return colours.red
  if (state === 'paused') return colours.yellow
  return state === 'running' || state === 'completed' ? colours.green : colours.dim
}

/** The bar fills what the counts leave of the line; in a narrow terminal each has a line of its own. */
function barLines(
  status: LiveStatusView,
  { colours, columns }: { colours: Colours; columns: number },
): string[] {
  const counts = countsOf(status)
  const beside = columns - counts.length - 2
  if (beside < LEAST_BAR) return [bar(status, columns, colours), ...wrap(counts, columns)]
  const width = beside === Number.POSITIVE_INFINITY ? LOG_BAR : Math.min(beside, GREATEST_BAR)
  return [`${bar(status, width, colours)}  ${counts}`]
}

function bar({ progressPercent = 0 }: LiveStatusView, width: number, colours: Colours): string {
  const full = Math.round((Math.min(100, progressPercent) / 100) * width)
  return '━'.repeat(full) + colours.dim('─'.repeat(width - full))
}

/** Given up: failed to the last attempt. Left out: on purpose. */
export function countsOf({ segments }: LiveStatusView): string {
  const { completed, failed, skipped, total } = segments
  const lost = [failed > 0 ? `${failed} given up` : '', skipped > 0 ? `${skipped} left out` : '']
  return [`${completed} of ${total ?? '?'} completed`, ...lost.filter(Boolean)].join(', ')
}

/** What is left, where the run goes on and that can be told. */
export function leftWords({ timing, status }: LiveStatusView): string {
  const { etaSeconds, etaLowSeconds = etaSeconds, etaHighSeconds = etaSeconds } = timing
  const isOver = status !== 'running' && status !== 'paused'
  if (isOver || etaLowSeconds === undefined || etaHighSeconds === undefined) return ''
  return etaInWords({ lowSeconds: etaLowSeconds, highSeconds: etaHighSeconds })
}

export const passWords = ({ quality: { validationPassRate: rate } }: LiveStatusView): string =>
  rate === undefined ? '' : `pass rate ${(rate * 100).toFixed(1)} %`

function timeWords(status: LiveStatusView): string {
  const { elapsedSeconds = 0, averageSeconds, trend } = status.timing
  const pace = averageSeconds === undefined ? '' : `${Math.round(averageSeconds * 10) / 10} s a segment`
  const change = trend === 'slowing' || trend === 'speeding_up' ? ` (${trend.replace('_', ' ')})` : ''
  return [`ran ${durationInWords(elapsedSeconds)}`, leftWords(status), `${pace}${change}`]
    .filter(Boolean)
    .join(', ')
}

/** What is made now, or what waits to be made. */
function handWords({ status, presence }: RunReading): string[] {
  if (status === undefined || presence.state === 'dead') return []
  const { currentSegment: current, nextAttempt: next } = status
  const attempt = (count: number) => (count > 1 ? `, attempt ${count}` : '')
  if (current !== undefined) return [`now: ${clean(current.id)}${attempt(current.attempt)}`]
  return next === undefined ? [] : [`waiting to be made: ${clean(next.segment)}${attempt(next.attempt)}`]
}

function qualityWords(status: LiveStatusView): string[] {
  const { quality, pools, resources } = status
  const parts = [
    passWords(status),
    quality.criticalViolations ? `${quality.criticalViolations} critical violations` : '',
    ...pools.slice(0, 4).map((pool) => `${clean(pool.name)} ${pool.remaining} of ${pool.total}`),
    resources.diskFreeBytes === undefined ? '' : `disk ${bytesInWords(resources.diskFreeBytes)} free`,
  ].filter(Boolean)
  return parts.length === 0 ? [] : [parts.join(', ')]
}

function healthLines(
  { health }: LiveStatusView,
  { colours, columns }: { colours: Colours; columns: number },
): string[] {
  if (health.state === 'healthy' || health.state === 'unknown') return []
  const paint = health.state === 'critical' ? colours.red : colours.yellow
  return health.reasons
    .slice(0, 5)
    .flatMap((reason) => wrap(`${health.state}: ${clean(reason)}`, columns, ERROR_LINES).map(paint))
}
