import { Durations, type Pace } from './durations.ts'
import { type Eta, Forecast } from './eta.ts'
import { Glance } from './glance.ts'
import { type Health, judgeHealth, type Signs } from './health.ts'
import type { SegmentRecord } from './segment-log.ts'
import { Vitals } from './vitals.ts'

/** Figures that cost time (trend, disk, health) are looked at again after this. */
const FRESH_MS = 1000

type Looked = { pace: Pace; health: Health; diskFreeBytes: number | undefined; rssBytes: number }

/** What is known of a run's pace and health. */
export class Figures {
  readonly glance = new Glance()
  readonly #durations = new Durations()
  readonly #forecast = new Forecast()
  readonly #vitals: Vitals
  #looked: Looked | undefined
  #lookedMs = Number.NEGATIVE_INFINITY

  constructor(folder: string) {
    this.#vitals = new Vitals(folder)
  }

  /** A segment that was not made took no time to speak of, and would make the rest look short. */
  learn(record: SegmentRecord): void {
    this.glance.add(record)
    if (record.status !== 'completed') return
    this.#durations.add(record.duration_seconds)
    this.#forecast.add(record.duration_seconds)
  }

  rest(remaining: number | undefined): Eta | undefined {
    return remaining === undefined ? undefined : this.#forecast.rest(remaining)
  }

  /** The rest as it may be told: nothing where it would be a guess. */
  eta(remaining: number | undefined): Eta | undefined {
    return remaining === undefined ? undefined : this.#forecast.tellable(remaining)
  }

  get errorShare(): number | undefined {
    return this.#forecast.errorShare()
  }

  /** Trend and disk need not be looked at after each of a thousand segments a second. */
  look(signs: Omit<Signs, 'pace' | 'diskFreeBytes' | 'memory'>): Looked {
    if (this.#looked !== undefined && performance.now() - this.#lookedMs < FRESH_MS) return this.#looked
    const pace = this.#durations.pace()
    const { diskFreeBytes, rssBytes, memory } = this.#vitals.read()
    const health = judgeHealth({ ...signs, pace, diskFreeBytes, memory })
    this.#lookedMs = performance.now()
    this.#looked = { pace, health, diskFreeBytes, rssBytes }
    return this.#looked
  }

  /** What health is judged by has changed: the next look is a fresh one. */
  refresh(): void {
    this.#looked = undefined
  }
}
