const FIRST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 15 * 60_000
/** Failures that are so long over count no more. */
const FORGOTTEN_MS = 60 * 60_000
const MAX_KEYS = 10_000

/** What failures are counted for. After `free` of them in a row the next try has to wait, twice as long each time. */
export type Brake = { key: string; free: number }

type Failures = { count: number; until: number }

/**
 * Slows guessing down. A try counts as failed from its beginning, so that a thousand at once are not a thousand tries.
 *
 * @param now default: a clock that nobody can set back
 */
export function throttle(now: () => number = () => performance.now()) {
  const failures = new Map<string, Failures>()
  const known = (key: string): Failures | undefined => {
    const found = failures.get(key)
    return found !== undefined && now() - found.until < FORGOTTEN_MS ? found : undefined
  }
  return {
    /** @returns how many seconds to wait, 0 for none */
    waitSeconds(brakes: readonly Brake[]): number {
      const until = Math.max(0, ...brakes.map(({ key }) => known(key)?.until ?? 0))
      return Math.max(0, Math.ceil((until - now()) / 1000))
    },
    tried(brakes: readonly Brake[]): void {
      for (const { key, free } of brakes) {
        const count = (known(key)?.count ?? 0) + 1
        const wait = count < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - free), LONGEST_WAIT_MS)
        failures.delete(key)
        failures.set(key, { count, until: now() + wait })
      }
      // The oldest go first, so that made-up names can't fill the memory.
      for (const key of failures.keys()) {
        if (failures.size <= MAX_KEYS) break
        failures.delete(key)
      }
    },
    succeeded(brakes: readonly Brake[]): void {
      for (const { key } of brakes) failures.delete(key)
    },
  }
}

export type Throttle = ReturnType<typeof throttle>

/** One household or office has a whole /64 of IPv6 addresses: the first four groups name it. */
function network(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const zeros = Array<string>(Math.max(0, 8 - groups(head).length - groups(tail).length)).fill('0')
  return `${[...groups(head), ...zeros, ...groups(tail)].slice(0, 4).join(':')}/64`
}

/**
 * What a login is counted for. A browser that has logged in under the name before is counted apart: whoever guesses
 * elsewhere, from one address or from a thousand, doesn't shut the rightful user out.
 */
export function loginBrakes(name: string, address: string, isKnownBrowser: boolean): Brake[] {
  const login = name.toLowerCase()
  if (isKnownBrowser) return [{ key: `device ${login}`, free: 5 }]
  return [
    { key: `${login} from ${network(address)}`, free: 5 },
    { key: `from ${network(address)}`, free: 50 },
    { key: `name ${login}`, free: 100 },
  ]
}
