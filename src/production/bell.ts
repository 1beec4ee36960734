/** Lets those who wait know that something has changed: a pause, its end, a stop. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  ring(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** Waits for the next ring, or for the time. */
  rung(afterMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = afterMs === undefined ? undefined : setTimeout(wake, afterMs)
      this.#waiting.add(wake)
    })
  }

  /** Waits for something from outside, but no longer than until a ring after which `over` is true. */
  async unless<Value>(over: () => boolean, outside: Promise<Value>): Promise<Value | undefined> {
    if (over()) return undefined
    let wake = () => {}
    const ended = new Promise<undefined>((resolve) => {
      wake = () => {
        if (over()) resolve(undefined)
      }
      this.#waiting.add(wake)
    })
    try {
      return await Promise.race([outside, ended])
    } finally {
      this.#waiting.delete(wake)
    }
  }
}
