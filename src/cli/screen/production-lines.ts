import { basename, resolve } from 'node:path'
import { createColors } from 'picocolors'
import { bytesInWords, durationInWords, type LiveStatusView } from '../../contract/index.ts'
import type { RunReading } from '../../production/index.ts'
import { clean, cut } from './clean.ts'

type Colours = ReturnType<typeof createColors>

const BAR = 24

/** A run as lines for a terminal: how far, how long still, how well, and what went wrong last. */
export function productionLines(
  folder: string,
  { status, presence }: RunReading,
  look: { colour: boolean; columns: number },
): string[] {
  const colours = createColors(look.colour)
  const name = colours.bold(clean(basename(resolve(folder))))
  const state = stateLine(presence, colours, look.columns)
  if (status === undefined) return [name, state]
  const { currentSegment: current, lastError } = status
  return [
    `${name}  ${percentOf(status)}`,
    state,
    `${bar(status, colours)}  ${cut(countsOf(status), Math.max(12, look.columns - BAR - 2))}`,
    cut(timeLine(status), look.columns),
    ...(current === undefined || presence.state === 'dead'
      ? []
      : [
          cut(
            `now: ${clean(current.id)}${current.attempt > 1 ? `, attempt ${current.attempt}` : ''}`,
            look.columns,
          ),
        ]),
    ...qualityLine(status).map((line) => cut(line, look.columns)),
    ...healthLines(status, colours, look.columns),
    ...criteriaLines(status, colours, look.columns),
    ...(lastError === undefined
      ? []
      : [cut(`last error: ${clean(lastError.segment)}: ${clean(lastError.message)}`, look.columns)]),
  ]
}

/** One line without anything that changes by itself, for logs. */
export function productionLine(folder: string, { status, presence }: RunReading): string {
  const name = clean(basename(resolve(folder)))
  const still = presence.state === 'running' ? '' : clean(presence.reason).replace(/; last sign .*? ago/, '')
  if (status === undefined) return `${name}: ${presence.state}`
  const health =
    status.health.state === 'healthy'
      ? ''
      : `${status.health.state} (${status.health.reasons.map(clean).join('; ')})`
  return [`${name}: ${presence.state}`, countsOf(status), health, still].filter(Boolean).join(' | ')
}

export const percentOf = ({ progressPercent }: LiveStatusView): string =>
  progressPercent === undefined ? '' : `${progressPercent.toFixed(1)} %`

function stateLine({ state, reason }: RunReading['presence'], colours: Colours, columns: number): string {
  const line = cut(`${state}: ${clean(reason)}`, columns)
  if (state === 'dead' || state === 'failed' || state === 'aborted') return colours.red(line)
  if (state === 'paused') return colours.yellow(line)
  return state === 'running' || state === 'completed' ? colours.green(line) : colours.dim(line)
}

function bar({ progressPercent = 0 }: LiveStatusView, colours: Colours): string {
  const full = Math.round((Math.min(100, progressPercent) / 100) * BAR)
  return '━'.repeat(full) + colours.dim('─'.repeat(BAR - full))
}

function countsOf({ segments }: LiveStatusView): string {
  const { completed, failed, skipped, total } = segments
  const lost = [failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} left out` : ''].filter(
    Boolean,
  )
  return [`${completed} of ${total ?? '?'} completed`, ...lost].join(', ')
}

function timeLine({ timing, status }: LiveStatusView): string {
  const { elapsedSeconds = 0, averageSeconds, etaSeconds, etaLowSeconds = 0, etaHighSeconds = 0 } = timing
  const pace = averageSeconds === undefined ? '' : `, ${Math.round(averageSeconds * 10) / 10} s a segment`
  const trend =
    timing.trend === 'slowing' || timing.trend === 'speeding_up' ? ` (${timing.trend.replace('_', ' ')})` : ''
  const over = status !== 'running' && status !== 'paused'
  const left =
    etaSeconds === undefined || over
      ? ''
      : `, left ${durationInWords(etaSeconds)} (${durationInWords(etaLowSeconds)} to ${durationInWords(etaHighSeconds)})`
  return `ran ${durationInWords(elapsedSeconds)}${left}${pace}${trend}`
}

function qualityLine({ quality, pools, resources }: LiveStatusView): string[] {
  const parts = [
    quality.validationPassRate === undefined
      ? ''
      : `pass rate ${(quality.validationPassRate * 100).toFixed(1)} %`,
    quality.criticalViolations ? `${quality.criticalViolations} critical violations` : '',
    ...pools.slice(0, 4).map((pool) => `${clean(pool.name)} ${pool.remaining} of ${pool.total}`),
    resources.diskFreeBytes === undefined ? '' : `disk ${bytesInWords(resources.diskFreeBytes)} free`,
  ].filter(Boolean)
  return parts.length === 0 ? [] : [parts.join(', ')]
}

function healthLines({ health }: LiveStatusView, colours: Colours, columns: number): string[] {
  if (health.state === 'healthy' || health.state === 'unknown') return []
  const paint = health.state === 'critical' ? colours.red : colours.yellow
  return health.reasons.slice(0, 5).map((reason) => paint(cut(`${health.state}: ${clean(reason)}`, columns)))
}

function criteriaLines({ criteria }: LiveStatusView, colours: Colours, columns: number): string[] {
  return criteria
    .filter(({ state }) => state === 'missed' || state === 'unreachable')
    .slice(0, 5)
    .map(({ name, target, state }) => colours.red(cut(`${state}: ${clean(name)} ${clean(target)}`, columns)))
}
