import { durationInWords } from '../../../src/contract/index.ts'

const two = (value: number) => String(value).padStart(2, '0')

/**
 * A time of day on the reader's clock.
 *
 * @example clockTime(Date.now()) // '12:03:10'
 */
export function clockTime(ms: number): string {
  const date = new Date(ms)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/**
 * A moment on the reader's clock, with its date when that isn't today's.
 *
 * @example momentWords(startedMs, Date.now()) // '12:03', or '20 Nov 2026, 12:03'
 */
export function momentWords(ms: number, nowMs: number): string {
  const time = clockTime(ms).slice(0, 5)
  const date = dates.format(ms)
  return date === dates.format(nowMs) ? time : `${date}, ${time}`
}

/**
 * What something took, below a minute with tenths: steps of a fast pipeline differ by less than a second.
 *
 * @param ms milliseconds
 * @example exactly(3_940) // '3.9 s'
 */
export const exactly = (ms: number): string =>
  ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : durationInWords(ms / 1000)

const counts = new Intl.NumberFormat('en')

/**
 * A count with thousands told apart.
 *
 * @example countWord(9950) // '9,950'
 */
export const countWord = (count: number): string => counts.format(count)

export { percentOf } from '../../../src/contract/index.ts'
