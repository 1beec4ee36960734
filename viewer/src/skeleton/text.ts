/** The longest text that travels to the page; what is longer is cut, and says so. */
const MAX_TEXT = 20_000
const MAX_NAME = 1000
const MAX_DEPTH = 6
const MAX_PARTS = 200

/** The text, or its beginning and how much is missing. */
export function clip(text: string, limit = MAX_TEXT): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit)}… (${(text.length - limit).toLocaleString('en')} more characters)`
}

/** A name for people: cut when it is endless, and something to see when it has nothing visible in it. */
export const named = (text: string): string =>
  /[^\s\p{C}\p{Z}]/u.test(text) ? clip(text, MAX_NAME) : '(a name without visible letters)'

/**
 * A value of any shape as text for people. It goes only a few levels deep: a value may be nested without end.
 *
 * @example valueText({ seed: 1, tags: ['fog'] }) // '{ seed: 1, tags: [fog] }'
 */
export function valueText(value: unknown, depth = 0): string {
  if (typeof value === 'string') return clip(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth >= MAX_DEPTH) return '…'
  if (Array.isArray(value)) {
    const parts = value.slice(0, MAX_PARTS).map((part) => valueText(part, depth + 1))
    return clip(`[${[...parts, ...(value.length > MAX_PARTS ? ['…'] : [])].join(', ')}]`)
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const parts = entries
    .slice(0, MAX_PARTS)
    .map(([key, part]) => `${clip(key, 200)}: ${valueText(part, depth + 1)}`)
  return clip(`{ ${[...parts, ...(entries.length > MAX_PARTS ? ['…'] : [])].join(', ')} }`)
}
