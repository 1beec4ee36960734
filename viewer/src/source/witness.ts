import type { Observation } from '../../../src/contract/index.ts'
import type { Writer } from './state.ts'

/** After a silence longer than this (a hidden tab, a lost server) the next look counts as a first look. */
const ATTENTION_MS = 10_000
/** A Date header has whole seconds: a smaller difference of clocks can't be told from rounding. */
const CLOCK_DIFFERENCE_MS = 2_000

/**
 * What this page has itself seen of the writer, and when, on the monotonic clock.
 *
 * Between two looks nothing is known, so silence is counted up to the last look and never to the present moment:
 * a late poll doesn't kill a living pipeline.
 */
export class Witness {
  #updatedMs: number | undefined
  #looked = false
  #sawChange = false
  #changedAt = 0
  #contactAt = 0
  #clockOffsetMs = 0
  /** True while an event stream is open: then silence itself is news. */
  continuous = false

  /** A look that was answered, with or without news. */
  contact(serverTimeMs: number | undefined): void {
    this.#contactAt = performance.now()
    if (serverTimeMs === undefined) return
    const offset = serverTimeMs + 500 - Date.now()
    this.#clockOffsetMs = Math.abs(offset) > CLOCK_DIFFERENCE_MS ? offset : 0
  }

  /** New contents of the file; call it before `contact`. @returns whether it is a sign of life */
  sees(view: { updatedMs?: number | undefined }): boolean {
    const changed = !this.#looked || view.updatedMs === undefined || view.updatedMs !== this.#updatedMs
    const now = performance.now()
    if (changed) {
      const attentive = this.continuous || now - this.#contactAt < ATTENTION_MS
      this.#sawChange = this.#looked && attentive
      this.#changedAt = now
    }
    this.#looked = true
    this.#updatedMs = view.updatedMs
    return changed
  }

  /** The present moment on the writer's side of the wire, ms since 1970. */
  nowMs(): number {
    return Date.now() + this.#clockOffsetMs
  }

  observation(writer: Writer): Observation {
    const now = performance.now()
    const at = this.continuous ? now : this.#contactAt
    return {
      nowMs: this.nowMs() - (now - at),
      writer,
      unchangedForMs: Math.max(0, at - this.#changedAt),
      sawChange: this.#sawChange,
    }
  }
}
