/** Small readers for values of unknown shape: each gives the value if it is what it should be, else undefined. */

export type Dictionary = { readonly [key: string]: unknown }

export const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An own key only: a file may call a phase `constructor` or `__proto__`. */
export const ownValue = (value: unknown, key: string): unknown =>
  isDictionary(value) && Object.hasOwn(value, key) ? value[key] : undefined

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Milliseconds since 1970 of an ISO 8601 time, or undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** The word if it is one of the list, else undefined. */
export const wordOf = <Word extends string>(value: unknown, words: readonly Word[]): Word | undefined =>
  words.find((word) => word === value)
