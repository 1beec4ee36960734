import type { SegmentOutcome } from '../contract/index.ts'
import { type Cluster, Clusters } from './clusters.ts'
import type { Fault } from './faults.ts'
import type { SegmentRecord } from './segment-log.ts'

const RECENT = 60
const POINTS = 60
const LISTED = 5

/** What a page draws of a run without reading its segments: constant in size, however long the run. */
export class Glance {
  #recent: { seconds: number; outcome: SegmentOutcome }[] = []
  #errors: Fault[] = []
  readonly #clusters = new Clusters()
  /** So many segments in a row, and the seconds that they took. */
  #points: { count: number; seconds: number }[] = []
  #perPoint = 1

  add(record: SegmentRecord): void {
    this.#recent.push({ seconds: record.duration_seconds, outcome: outcomeOf(record) })
    // Cut now and then: taking one off the front for each of a million would cost more than all the rest.
    if (this.#recent.length >= 2 * RECENT) this.#recent = this.#recent.slice(-RECENT)
    if (record.status === 'completed') this.#count(record.duration_seconds)
  }

  /** An attempt that failed: it is told at once, for a pause may come before its segment is given up. */
  fail(fault: Fault): void {
    this.#clusters.add(fault.segment, fault.message)
    this.#errors.push(fault)
    if (this.#errors.length > LISTED) this.#errors.shift()
  }

  /** The latest segments, oldest first. */
  get recent(): readonly { seconds: number; outcome: SegmentOutcome }[] {
    return this.#recent.slice(-RECENT)
  }

  /** Segments an hour over the whole run, in at most 60 equal parts, oldest first. */
  get perHour(): readonly number[] {
    const whole = this.#points.filter(({ count }, index) => count > this.#perPoint / 2 || index === 0)
    return whole.map(({ count, seconds }) => (3600 * count) / Math.max(seconds, count * SHORTEST))
  }

  /** The latest failed attempts, latest first. */
  get lastErrors(): readonly Fault[] {
    return this.#errors.toReversed()
  }

  get clusters(): readonly Cluster[] {
    return this.#clusters.top(LISTED)
  }

  #count(seconds: number): void {
    const last = this.#points.at(-1)
    if (last === undefined || last.count >= this.#perPoint) this.#points.push({ count: 1, seconds })
    else {
      last.count += 1
      last.seconds += seconds
    }
    if (this.#points.length <= POINTS) return
    this.#perPoint *= 2
    this.#points = this.#points.flatMap((one, at) => {
      const other = this.#points[at + 1]
      if (at % 2 === 1) return []
      if (other === undefined) return [one]
      return [{ count: one.count + other.count, seconds: one.seconds + other.seconds }]
    })
  }
}

/** Durations are kept to the millisecond: a shorter one would come to endless throughput. */
const SHORTEST = 0.001

const outcomeOf = ({ status, error }: SegmentRecord): SegmentOutcome =>
  status === 'completed' ? 'completed' : error === undefined ? 'skipped' : 'failed'
