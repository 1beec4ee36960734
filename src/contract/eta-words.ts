import { durationInWords } from './duration.ts'
import type { EtaView, ProgressView } from './progress-view.ts'

/**
 * A forecast as it stands now: what has passed since it was made is taken off.
 *
 * @param madeMs when it was made, ms since 1970; undefined leaves it as it is
 * @returns undefined when even its longest time is over: then it was wrong, and nobody made a better one
 */
export function etaAt(eta: EtaView, madeMs: number | undefined, nowMs: number): EtaView | undefined {
  const passed = madeMs === undefined ? 0 : Math.max(0, (nowMs - madeMs) / 1000)
  if (passed > eta.highSeconds) return undefined
  const left = (seconds: number) => Math.max(0, seconds - passed)
  return {
    seconds: left(eta.seconds),
    lowSeconds: left(eta.lowSeconds),
    highSeconds: left(eta.highSeconds),
  }
}

/**
 * What is left as a range for people.
 *
 * @example etaInWords({ seconds: 300, lowSeconds: 240, highSeconds: 360 }) // 'about 4 to 6 min left'
 */
export function etaInWords({ lowSeconds, highSeconds }: Pick<EtaView, 'lowSeconds' | 'highSeconds'>): string {
  const low = durationInWords(rounded(lowSeconds))
  const high = durationInWords(rounded(highSeconds))
  if (rounded(highSeconds) === 0) return 'nearly done'
  if (low === high) return `about ${high} left`
  if (rounded(lowSeconds) === 0) return `less than ${high} left`
  const [lowFigure, lowUnit, ...lowRest] = low.split(' ')
  const sameUnit = lowRest.length === 0 && high.split(' ').length === 2 && high.endsWith(` ${lowUnit}`)
  return `about ${sameUnit ? lowFigure : low} to ${high} left`
}

/** Single seconds of a forecast would be a lie, and make its words jump. */
function rounded(seconds: number): number {
  if (seconds < 10) return Math.round(seconds)
  return seconds < 60 ? Math.round(seconds / 5) * 5 : Math.round(seconds / 60) * 60
}

/**
 * How far forecasts of this workflow were off, or undefined where too few are known.
 *
 * @example pastErrorInWords({ error: 0.14, samples: 20 }) // 'last 20: ±14 %'
 */
export const pastErrorInWords = (past: ProgressView['pastEtaError']): string | undefined =>
  past && `last ${past.samples}: ±${Math.round(past.error * 100)} %`
