import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const SESSION_SECONDS = 7 * 24 * 60 * 60
export const DEVICE_SECONDS = 365 * 24 * 60 * 60

/** A new session token, which only the browser keeps. */
export const freshToken = (): string => randomBytes(32).toString('base64url')

/** What the store keeps of a token: without the secret nobody gets from one to the other. */
export const tokenHash = (secret: string, token: string): string => keyed(secret, `session:${token}`)

/** The token that every form of a session carries: another site can't read it. */
export const formToken = (secret: string, token: string): string => keyed(secret, `form:${token}`)

/** Says that this browser has logged in under a name before: guesses from elsewhere don't slow it down. */
export const deviceToken = (secret: string, name: string): string =>
  keyed(secret, `device:${name.toLowerCase()}`)

/** Compares without telling by its time how much was right. */
export function sameToken(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const keyed = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('base64url')
