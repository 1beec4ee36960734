/** After this many failures in a row the next try has to wait, twice as long each time. */
const FREE_TRIES = 5
const FIRST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 15 * 60_000
const MAX_KEYS = 10_000

type Failures = { count: number; until: number }

/**
 * Slows guessing down. Failures are counted for a name from one address, so that somebody who guesses elsewhere doesn't
 * shut the rightful user out.
 *
 * @param now default: a clock that nobody can set back
 */
export function throttle(now: () => number = () => performance.now()) {
  const failures = new Map<string, Failures>()
  return {
    /** @returns how many seconds to wait, 0 for none */
    waitSeconds(keys: readonly string[]): number {
      const until = Math.max(0, ...keys.map((key) => failures.get(key)?.until ?? 0))
      return Math.max(0, Math.ceil((until - now()) / 1000))
    },
    failed(keys: readonly string[]): void {
      for (const key of keys) {
        const count = (failures.get(key)?.count ?? 0) + 1
        const wait =
          count < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_TRIES), LONGEST_WAIT_MS)
        failures.delete(key)
        failures.set(key, { count, until: now() + wait })
      }
      // The oldest go first, so that made-up names can't fill the memory.
      for (const key of failures.keys()) {
        if (failures.size <= MAX_KEYS) break
        failures.delete(key)
      }
    },
    succeeded(keys: readonly string[]): void {
      for (const key of keys) failures.delete(key)
    },
  }
}

export type Throttle = ReturnType<typeof throttle>
