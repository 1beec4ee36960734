import { ownValue } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'

/** Checks for what a programmer passes in: wrong types throw at once, naming what was expected and what came. */

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'number') return String(value)
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}

export const refuse = (name: string, expected: string, value: unknown): StoryMonitorError =>
  new StoryMonitorError('INVALID_ARGUMENT', `Expected \`${name}\` to be ${expected}, got ${shown(value)}.`)

/** Refuses a key that nobody knows: a slip of the pen must not vanish. One whose value is undefined is as good as left out. */
export function knownKeys(name: string, given: object, known: readonly string[]): void {
  for (const key in given) {
    if (known.includes(key)) continue
    const value = ownValue(given, key)
    if (value !== undefined) throw refuse(`${name}.${key}`, `left out: there are ${known.join(', ')}`, value)
  }
}

export function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw refuse(name, 'a string', value)
  return value
}

/** The longest text of people that goes into a state file: a page has to show it. */
const MAX_TEXT = 10_000

/** A text for people, cut where nobody would read on. */
export function shortText(name: string, value: unknown): string {
  const whole = text(name, value)
  return whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT - 1)}…` : whole
}

export function filledText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw refuse(name, 'a string that is not empty', value)
  return value
}

export function count(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw refuse(name, 'a finite number of at least 0', value)
  }
  return value
}

export function numberFrom(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least) {
    throw refuse(name, `a finite number of at least ${least}`, value)
  }
  return value
}

export function wholeFrom(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw refuse(name, `a whole number of at least ${least}`, value)
  }
  return value
}
