import type { Trend } from '../contract/index.ts'
import { median, quantile, theilSen } from './theil-sen.ts'

/** The trend is that of so many latest segments. */
const TREND_WINDOW = 60
const LEAST_FOR_TREND = 8
/** By chance one steady run in a hundred would look like a trend. */
const SIGNIFICANT = 2.6
/** Less than this over the window is not worth a word. */
const WORTH_PERCENT = 10
const RECENT = 20
const KEPT = 500

export type Pace = {
  average: number | undefined
  recentAverage: number | undefined
  p95: number | undefined
  longest: number
  trend: Trend
  /** Change over the latest segments (at most 60), in percent of their median. */
  trendPercent: number
}

/** Durations of a run's segments, in constant size: the latest 500, and the sum of all. */
export class Durations {
  readonly #latest = new Float64Array(KEPT)
  #count = 0
  #sum = 0
  #longest = 0

  get count(): number {
    return this.#count
  }

  add(seconds: number): void {
    this.#latest[this.#count % KEPT] = seconds
    this.#count += 1
    this.#sum += seconds
    this.#longest = Math.max(this.#longest, seconds)
  }

  pace(): Pace {
    if (this.#count === 0) {
      return {
        average: undefined,
        recentAverage: undefined,
        p95: undefined,
        longest: 0,
        trend: 'stable',
        trendPercent: 0,
      }
    }
    const recent = this.#last(RECENT)
    return {
      average: this.#sum / this.#count,
      recentAverage: recent.reduce((sum, seconds) => sum + seconds, 0) / recent.length,
      p95: quantile(this.#last(KEPT), 0.95),
      longest: this.#longest,
      ...trendOf(this.#last(TREND_WINDOW)),
    }
  }

  /** The latest durations, oldest first. */
  #last(count: number): number[] {
    const length = Math.min(count, this.#count, KEPT)
    return Array.from({ length }, (_, at) => this.#latest[(this.#count - length + at) % KEPT] ?? 0)
  }
}

function trendOf(values: readonly number[]): { trend: Trend; trendPercent: number } {
  const level = median(values)
  if (values.length < LEAST_FOR_TREND || level <= 0) return { trend: 'stable', trendPercent: 0 }
  const { perStep, significance } = theilSen(values)
  const percent = ((perStep * (values.length - 1)) / level) * 100
  const trendPercent = Math.round(percent * 10) / 10
  if (Math.abs(significance) < SIGNIFICANT || Math.abs(percent) < WORTH_PERCENT)
    return { trend: 'stable', trendPercent }
  return { trend: percent > 0 ? 'slowing' : 'speeding_up', trendPercent }
}
