import { median, theilSen } from './theil-sen.ts'

/** The run's history is kept as at most so many blocks; when they are full, neighbours become one. */
const MOST_BLOCKS = 64
const LEAST_BLOCKS_FOR_DRIFT = 8
/** Drift is believed when chance would show it once in a hundred steady runs. */
const SIGNIFICANT = 2.6
/** Half the width of the range, in standard deviations: about nine of ten ends lie inside. */
const WIDTH = 1.7
/** Few segments tell little about rare long ones: the upper side is wider by this share at the start. */
const RARE_LONG = 1.5
/** A forecast is checked when the run is longer by this share, and the latest checks are kept. */
const CHECK_STEP = 0.25
const LEAST_FOR_CHECK = 8
const CHECKS_KEPT = 8

/** Of fewer segments a range that spans more than this factor is a guess, and is kept back. */
const LEAST_FOR_WIDE = 20
const WIDE = 10

export type Eta = { seconds: number; low: number; high: number }

type Block = { count: number; sum: number; squares: number }

/** A forecast of the next segments, waiting to be held against what they take. */
type Check = { to: number; sumBefore: number; expected: number }

/**
 * Forecasts the rest of a run from the durations of its segments, in constant memory: running time only, so that pauses
 * and the time between two processes don't count.
 *
 * The middle is the mean so far, or a straight line where the durations drift. The range adds up what single segments
 * vary, what the mean and the drift may be wrong by, and what earlier forecasts of this run were wrong by.
 */
export class Forecast {
  #blocks: Block[] = []
  #blockSize = 1
  #count = 0
  #sum = 0
  #check: Check | undefined
  #errors: number[] = []

  add(seconds: number): void {
    const last = this.#blocks.at(-1)
    if (last !== undefined && last.count < this.#blockSize) {
      last.count += 1
      last.sum += seconds
      last.squares += seconds * seconds
    } else {
      if (this.#blocks.length === MOST_BLOCKS) this.#merge()
      this.#blocks.push({ count: 1, sum: seconds, squares: seconds * seconds })
    }
    this.#count += 1
    this.#sum += seconds
    this.#verify()
  }

  /** Holds the latest forecast against what came, and makes the next one. */
  #verify(): void {
    const check = this.#check
    if (this.#count < (check?.to ?? LEAST_FOR_CHECK)) return
    if (check !== undefined) {
      const actual = this.#sum - check.sumBefore
      if (actual > 0) this.#errors.push(Math.abs(check.expected - actual) / actual)
      if (this.#errors.length > CHECKS_KEPT) this.#errors.shift()
    }
    const ahead = Math.ceil(this.#count * CHECK_STEP)
    const expected = this.#model().at(this.#count + ahead / 2) * ahead
    this.#check = { to: this.#count + ahead, sumBefore: this.#sum, expected }
  }

  #merge(): void {
    const merged: Block[] = []
    for (let at = 0; at < this.#blocks.length; at += 2) {
      const one = this.#blocks[at]
      const other = this.#blocks[at + 1]
      if (one === undefined) continue
      merged.push({
        count: one.count + (other?.count ?? 0),
        sum: one.sum + (other?.sum ?? 0),
        squares: one.squares + (other?.squares ?? 0),
      })
    }
    this.#blocks = merged
    this.#blockSize *= 2
  }

  /** Seconds that the segments to come will take, or undefined before two are finished. */
  rest(remaining: number): Eta | undefined {
    if (remaining === 0) return { seconds: 0, low: 0, high: 0 }
    if (this.#count < 2) return undefined
    const model = this.#model()
    const mean = model.at(this.#count + remaining / 2)
    const seconds = mean * remaining
    // What single segments vary, what the level is wrong by, and what an unseen or misjudged drift would add.
    const reach = this.#count / 2 + remaining / 2
    const spread = Math.sqrt(
      remaining * model.variance + remaining ** 2 * (model.levelVariance + model.slopeVariance * reach ** 2),
    )
    const half = Math.max(WIDTH * spread, (this.errorShare() ?? 0) * seconds)
    const rare = 1 + RARE_LONG / Math.sqrt(this.#count)
    return { seconds, low: Math.max(0, seconds - half), high: seconds + half * rare }
  }

  /** The rest as people are told it: nothing while it is no better than a guess. */
  tellable(remaining: number): Eta | undefined {
    const rest = this.rest(remaining)
    const isWide = rest !== undefined && rest.high > WIDE * rest.low
    return isWide && this.#count < LEAST_FOR_WIDE ? undefined : rest
  }

  /** The median error of this run's own earlier forecasts, as a share; undefined before there are any. */
  errorShare(): number | undefined {
    return this.#errors.length === 0 ? undefined : median(this.#errors)
  }

  #model() {
    const count = this.#count
    const mean = this.#sum / count
    const squares = this.#blocks.reduce((sum, block) => sum + block.squares, 0)
    const plainVariance = Math.max(0, squares / count - mean * mean) * (count / (count - 1))
    const full = this.#blocks.filter((block) => block.count === this.#blockSize)
    const means = full.map((block) => block.sum / block.count)
    // The blocks' own spread holds what neighbours have in common, which single segments don't show.
    const blockVariance = varianceOf(means) * this.#blockSize || plainVariance
    const slopeVariance = (12 * Math.max(plainVariance, blockVariance)) / count ** 3
    const steady = {
      at: () => mean,
      variance: plainVariance,
      levelVariance: Math.max(plainVariance, blockVariance) / count,
    }
    if (means.length < LEAST_BLOCKS_FOR_DRIFT) return { ...steady, slopeVariance }
    const drift = theilSen(means)
    if (Math.abs(drift.significance) < SIGNIFICANT) return { ...steady, slopeVariance }
    const slope = drift.perStep / this.#blockSize
    const middle = (count - 1) / 2
    const residual = varianceOf(means.map((value, at) => value - drift.perStep * at)) * this.#blockSize
    const variance = Math.max(plainVariance - (slope * count) ** 2 / 12, residual, 0)
    return {
      // A falling line must not reach zero: it flattens at a tenth of the mean.
      at: (place: number) => Math.max(mean / 10, mean + slope * (place - middle)),
      variance,
      levelVariance: variance / count,
      slopeVariance: (12 * variance) / count ** 3,
    }
  }
}

function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
