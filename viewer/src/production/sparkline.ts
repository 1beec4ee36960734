import type { LiveStatusView } from '../../../src/contract/index.ts'
import { rateWord, secondsWord, trendWords } from './words.ts'

/** A bar of the durations: its height as a share of the highest. */
export type Bar = { share: number; outcome: LiveStatusView['recent'][number]['outcome'] }

/** Shorter bars than this could not be seen. */
const LEAST = 0.03

/** One bar for each of the latest segments. */
export function barsOf(recent: LiveStatusView['recent']): Bar[] {
  const longest = Math.max(...recent.map(({ seconds }) => seconds), 0)
  return recent.map(({ seconds, outcome }) => ({
    share: longest === 0 ? LEAST : Math.max(LEAST, seconds / longest),
    outcome,
  }))
}

/** What the bars show, for who can't see them. */
export function durationsInWords({ recent, timing }: LiveStatusView): string {
  const seconds = recent.map((segment) => segment.seconds)
  const failed = recent.filter(({ outcome }) => outcome === 'failed').length
  const trend = trendWords(timing.trend, timing.trendPercent)
  return [
    `Durations of the last ${recent.length} segments: from ${secondsWord(Math.min(...seconds))} to ${secondsWord(Math.max(...seconds))}`,
    ...(timing.recentAverageSeconds === undefined
      ? []
      : [`${secondsWord(timing.recentAverageSeconds)} on average lately`]),
    ...(failed > 0 ? [`${failed} of them given up`] : []),
    ...(trend === undefined ? [] : [trend]),
  ].join(', ')
}

/** A line through rates in a box of so many units, from the lower left; it touches the top at the greatest. */
export function linePath(rates: readonly number[], width: number, height: number): string {
  const greatest = Math.max(...rates, 0) || 1
  const step = width / Math.max(1, rates.length - 1)
  const at = (rate: number, index: number) =>
    `${(index * step).toFixed(1)} ${(height - (rate / greatest) * height).toFixed(1)}`
  const points = rates.map(at)
  // A single rate is a level line.
  if (points.length === 1) points.push(`${width} ${points[0]?.split(' ')[1] ?? 0}`)
  return points.length === 0 ? '' : `M${points.join('L')}`
}

/** What the line shows, for who can't see it. */
export function throughputInWords(rates: readonly number[]): string {
  const [first = 0, last = first] = [rates[0], rates.at(-1)]
  const range = `between ${rateWord(Math.min(...rates))} and ${rateWord(Math.max(...rates))}`
  return `Segments an hour over the whole run: ${rateWord(first)} at the beginning, ${rateWord(last)} now, ${range}`
}
