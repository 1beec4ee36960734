/** Looks into JSON that other programs wrote: what isn't there or has another type is passed over. */

export type Loose = Readonly<Record<string, unknown>>

export const isLoose = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const looseOf = (value: unknown): Loose => (isLoose(value) ? value : {})

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A text or a number as text; anything else is no text. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** The first of several keys that an object has as text. */
export function firstText(object: Loose, keys: readonly string[]): { key: string; text: string } | undefined {
  for (const key of keys) {
    const text = textOf(Object.hasOwn(object, key) ? object[key] : undefined)
    if (text !== undefined) return { key, text }
  }
  return undefined
}
