import {
  durationInWords,
  type EtaView,
  type LiveStatusView,
  type Trend,
} from '../../../src/contract/index.ts'

/**
 * A duration, with a tenth where it is short.
 *
 * @example secondsWord(4.26) // '4.3 s'
 * @example secondsWord(334) // '5.6 min'
 */
export function secondsWord(seconds: number): string {
  if (seconds >= 3600) return durationInWords(seconds)
  return seconds < 60 ? `${tenths(seconds)} s` : `${tenths(seconds / 60)} min`
}

const tenths = (value: number): number => Math.round(value * 10) / 10

/** @example shareWord(0.964) // '96.4 %' */
export const shareWord = (share: number): string => `${Math.round(share * 1000) / 10} %`

/** @example rateWord(12.34) // '12.3 an hour' */
export function rateWord(perHour: number): string {
  const figure = perHour < 100 ? tenths(perHour) : Math.round(perHour)
  return `${figure.toLocaleString('en')} an hour`
}

/** How the pace changes, or nothing where it doesn't. */
export function trendWords(trend: Trend | 'unknown', percent: number | undefined): string | undefined {
  if (trend !== 'slowing' && trend !== 'speeding_up') return undefined
  const by = percent === undefined ? '' : ` by ${Math.round(Math.abs(percent))} %`
  return trend === 'slowing' ? `slowing down${by}` : `speeding up${by}`
}

/** `57 of 112 completed`, as the terminal and the report count; what was given up or left out stands beside it. */
export function countsWords({ segments: { completed, total } }: LiveStatusView): string {
  const figure = completed.toLocaleString('en')
  return total === undefined ? `${figure} completed` : `${figure} of ${total.toLocaleString('en')} completed`
}

/** How far a run is, from 0 to 1. */
export const runFraction = ({ progressPercent }: LiveStatusView): number | undefined =>
  progressPercent === undefined ? undefined : progressPercent / 100

/** What is left of a run, where that was foretold. */
export function runEta({ timing }: LiveStatusView): EtaView | undefined {
  const { etaSeconds, etaLowSeconds, etaHighSeconds } = timing
  if (etaSeconds === undefined) return undefined
  return {
    seconds: etaSeconds,
    lowSeconds: etaLowSeconds ?? etaSeconds,
    highSeconds: etaHighSeconds ?? etaSeconds,
  }
}

/** The name of a run: its folder. */
export function runName({ outputDir, runId }: LiveStatusView): string {
  const folder = (outputDir ?? '').split(/[\\/]+/).filter((part) => part !== '')
  return folder.at(-1) || runId || 'Production run'
}
