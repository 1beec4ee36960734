import type { SegmentRecord } from './segment-log.ts'

/** What a metric's values come to. `last` is the newest. */
type Sum = { count: number; sum: number; last: number; least: number; greatest: number }

/** More names than this are not metrics but data; the status file would grow with them. */
const MOST_METRICS = 50

export type Pool = { remaining: number; total: number }

/** The counts of a run, in constant size: built again from the finished segments when it is resumed. */
export class Tally {
  total: number | undefined
  completed = 0
  failed = 0
  skipped = 0
  /** Finished segments of the folder that this run's list has not: they count nowhere else. */
  earlier = 0
  retries = 0
  failedAttempts = 0
  /** Segments that were given up because the process died in them again and again. */
  crashed = 0
  /** Seconds of all finished segments. */
  seconds = 0
  readonly pools = new Map<string, Pool>()
  readonly #metrics = new Map<string, Sum>()
  /** Metrics that were told as true or false each time, as far as this process knows. */
  readonly #yesNo = new Map<string, boolean>()

  constructor(total: number | undefined) {
    this.total = total
  }

  get finished(): number {
    return this.completed + this.failed + this.skipped
  }

  get remaining(): number | undefined {
    return this.total === undefined ? undefined : Math.max(0, this.total - this.finished)
  }

  /** Counts a finished segment. */
  add(record: SegmentRecord): void {
    if (record.status === 'completed') this.completed += 1
    else if (record.error === undefined) this.skipped += 1
    else this.failed += 1
    if (record.crashes !== undefined) this.crashed += 1
    this.seconds += record.duration_seconds
    for (const [name, value] of Object.entries(record.metrics ?? {})) this.#count(name, value)
  }

  /** Counts the attempts of a segment that an earlier process finished. */
  addEarlier(record: SegmentRecord): void {
    this.add(record)
    this.retries += Math.max(0, record.attempts - 1)
    this.failedAttempts += Math.max(0, record.attempts - (record.status === 'completed' ? 1 : 0))
  }

  #count(name: string, value: number): void {
    const sum = this.#metrics.get(name)
    if (sum === undefined) {
      if (this.#metrics.size < MOST_METRICS)
        this.#metrics.set(name, { count: 1, sum: value, last: value, least: value, greatest: value })
      return
    }
    sum.count += 1
    sum.sum += value
    sum.last = value
    sum.least = Math.min(sum.least, value)
    sum.greatest = Math.max(sum.greatest, value)
  }

  metric(name: string): Readonly<Sum> | undefined {
    return this.#metrics.get(name)
  }

  /** Remembers whether a metric is told as true or false: the lines of a run keep numbers only. */
  tellKind(name: string, isYesNo: boolean): void {
    const before = this.#yesNo.get(name)
    if (before !== undefined || this.#yesNo.size < MOST_METRICS)
      this.#yesNo.set(name, isYesNo && before !== false)
  }

  /** Whether a metric is a yes or no: never told as a number, and 0 or 1 in every line of earlier processes. */
  isYesNo(name: string): boolean {
    const { least = 0, greatest = 1 } = this.#metrics.get(name) ?? {}
    return this.#yesNo.get(name) === true && least >= 0 && greatest <= 1
  }

  setPool(name: string, pool: Pool): void {
    if (this.pools.has(name) || this.pools.size < MOST_METRICS) this.pools.set(name, pool)
  }
}
