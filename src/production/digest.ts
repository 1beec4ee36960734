import { createHash } from 'node:crypto'
import { type Cluster, Clusters } from './clusters.ts'
import type { SegmentRecord } from './segment-log.ts'

const LISTED = 10
/** A plot is drawn from at most twice so many points, whatever the length of the run. */
const PLOT_POINTS = 200

/** One point of the plots: so many segments in a row. */
export type PlotPoint = {
  fromIndex: number
  count: number
  averageSeconds: number
  longestSeconds: number
  failed: number
  retries: number
  pools: { [name: string]: number }
}

type Slow = { id: string; seconds: number; attempts: number }
/** A failed attempt: its segment was tried again, or given up. */
type Failure = { id: string; error: string; at: string; outcome: 'tried again' | 'given up' }

/** What a person needs to know about the finished segments of a run, gathered in one pass and in constant size. */
export class Digest {
  count = 0
  seconds = 0
  #slowest: Slow[] = []
  #errors: Failure[] = []
  readonly #clusters = new Clusters()
  #points: PlotPoint[] = []
  #perPoint = 1

  add(record: SegmentRecord): void {
    this.count += 1
    this.seconds += record.duration_seconds
    this.#rank(record)
    this.#plot(record)
    for (const error of record.attempt_errors ?? []) this.#fail(record, error, 'tried again')
    if (record.error !== undefined) this.#fail(record, record.error, 'given up')
  }

  #fail({ id, started_at: at }: SegmentRecord, error: string, outcome: Failure['outcome']): void {
    this.#errors.push({ id, error, at, outcome })
    if (this.#errors.length > LISTED) this.#errors.shift()
    this.#clusters.add(id, error)
  }

  /** The longest segments, longest first. */
  get slowest(): readonly Slow[] {
    return this.#slowest
  }

  /** The latest failed attempts, latest first. */
  get lastErrors(): readonly Failure[] {
    return this.#errors.toReversed()
  }

  /** Failures that look alike, most frequent first. */
  get clusters(): readonly Cluster[] {
    return this.#clusters.top(LISTED)
  }

  get points(): readonly PlotPoint[] {
    return this.#points
  }

  #rank({ id, duration_seconds: seconds, attempts }: SegmentRecord): void {
    if (this.#slowest.length === LISTED && seconds <= (this.#slowest.at(-1)?.seconds ?? 0)) return
    this.#slowest.push({ id, seconds, attempts })
    this.#slowest.sort((one, other) => other.seconds - one.seconds)
    this.#slowest.length = Math.min(this.#slowest.length, LISTED)
  }

  #plot(record: SegmentRecord): void {
    const last = this.#points.at(-1)
    const point = pointOf(record, this.count - 1)
    if (last !== undefined && last.count < this.#perPoint)
      this.#points[this.#points.length - 1] = merged(last, point)
    else this.#points.push(point)
    if (this.#points.length <= 2 * PLOT_POINTS) return
    this.#perPoint *= 2
    this.#points = this.#points.flatMap((one, at) => {
      const other = this.#points[at + 1]
      if (at % 2 === 1) return []
      return [other === undefined ? one : merged(one, other)]
    })
  }
}

const pointOf = (record: SegmentRecord, fromIndex: number): PlotPoint => ({
  fromIndex,
  count: 1,
  averageSeconds: record.duration_seconds,
  longestSeconds: record.duration_seconds,
  failed: record.error === undefined ? 0 : 1,
  retries: record.attempts - 1,
  pools: record.pools ?? {},
})

function merged(one: PlotPoint, other: PlotPoint): PlotPoint {
  const count = one.count + other.count
  return {
    fromIndex: one.fromIndex,
    count,
    averageSeconds: (one.averageSeconds * one.count + other.averageSeconds * other.count) / count,
    longestSeconds: Math.max(one.longestSeconds, other.longestSeconds),
    failed: one.failed + other.failed,
    retries: one.retries + other.retries,
    pools: { ...one.pools, ...other.pools },
  }
}

/**
 * A random sample that is the same for the same seed: one segment from each of so many equal parts of the run, so that
 * thirty of a 30-day run are one a day.
 */
export class Sample {
  readonly #seed: string
  readonly #size: number
  readonly #total: number
  readonly #drawn = new Map<number, { id: string; index: number; lot: string }>()

  constructor(seed: string, size: number, total: number) {
    this.#seed = seed
    this.#size = Math.min(size, total)
    this.#total = total
  }

  add({ id, index, status }: SegmentRecord): void {
    if (status !== 'completed' || this.#size === 0) return
    const part = Math.min(this.#size - 1, Math.floor((index / this.#total) * this.#size))
    const lot = createHash('sha256').update(`${this.#seed}\n${id}`).digest('hex')
    const drawn = this.#drawn.get(part)
    if (drawn === undefined || lot < drawn.lot) this.#drawn.set(part, { id, index, lot })
  }

  get segments(): { id: string; index: number }[] {
    return [...this.#drawn.values()]
      .map(({ id, index }) => ({ id, index }))
      .sort((one, other) => one.index - other.index)
  }
}
