/** Running time by the monotonic clock: what is paused doesn't count, and no wall clock comes in. */
export class Stopwatch {
  #beforeMs: number
  #sinceMs: number | undefined

  /** @param seconds what earlier processes have spent */
  constructor(seconds = 0) {
    this.#beforeMs = seconds * 1000
  }

  get seconds(): number {
    const now = this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs
    return (this.#beforeMs + now) / 1000
  }

  start(): void {
    this.#sinceMs ??= performance.now()
  }

  stop(): void {
    this.#beforeMs = this.seconds * 1000
    this.#sinceMs = undefined
  }
}
