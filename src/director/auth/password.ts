import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { StoryMonitorError } from '../../errors.ts'

/** OWASP's scrypt parameters of equal strength with the smallest memory per guess that it lists for 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const BYTES = 32
const MAX_MEMORY = 64 * 1024 * 1024

export const MIN_LENGTH = 10
const MAX_LENGTH = 256

/** Guesses cost memory: more than two at once wait, and beyond that many nobody is let in line. */
const AT_ONCE = 2
const IN_LINE = 50

/**
 * Hashes a password for the store, with its salt and parameters in the text.
 *
 * @throws StoryMonitorError INVALID_ARGUMENT when it is too short or too long
 * @example await hashPassword('nine winters without light') // 'scrypt$32768$8$3$…$…'
 */
export async function hashPassword(password: string): Promise<string> {
  const length = [...password].length
  if (length < MIN_LENGTH || length > MAX_LENGTH) {
    throw new StoryMonitorError(
      'INVALID_ARGUMENT',
      `The password has ${length} letters; give one with ${MIN_LENGTH} to ${MAX_LENGTH}.`,
    )
  }
  const salt = randomBytes(16)
  const key = await derived(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Stands in for a user that isn't there, so that a wrong name takes as long as a wrong password. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${randomBytes(16).toString('base64url')}$${randomBytes(BYTES).toString('base64url')}`

/** @param stored undefined when there is no such user: then it is never right, and takes as long */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (stored ?? NOBODY).split('$')
  const wanted = Buffer.from(key, 'base64url')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const given = await derived(password.slice(0, MAX_LENGTH * 2), Buffer.from(salt, 'base64url'), cost)
  return stored !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted)
}

let running = 0
const line: (() => void)[] = []

/** Whether so many guesses are under way that another should come later. */
export const isCrowded = (): boolean => line.length >= IN_LINE

async function derived(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  if (running >= AT_ONCE) await new Promise<void>((turn) => line.push(turn))
  running += 1
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      )
    })
  } finally {
    running -= 1
    line.shift()?.()
  }
}
