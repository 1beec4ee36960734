/** An agent's context is dear: nothing longer than this goes out. */
export const MAX_CHARACTERS = 25_000

/** A single text longer than this is an essay in a place for a sentence. */
const MAX_TEXT = 2_000
const SHORTEST_TEXT = 40
/** A dictionary with more keys than this is a list of things. */
const MANY_KEYS = 50

/** What goes out for a value: Markdown, and the same as data. */
export type Written = { text: string; structured: { [key: string]: unknown } }

/**
 * Writes a value so that it fits. Long texts are shortened, each for itself, so that one does not swallow the others;
 * where that isn't enough, the longest lists lose entries: of what happened the oldest, of everything else the last.
 *
 * @param rest how to see what was left out
 * @example fitted(report, (value) => ({ text: renderReport(value), structured: reportAsJson(value) }), 'Read the file.')
 */
export function fitted<Value extends object>(
  value: Value,
  write: (value: Value) => Written,
  rest: string,
): Written {
  const whole = write(value)
  if (fits(whole) && !hasTextOver(value, MAX_TEXT)) return whole
  const copy = structuredClone(value)
  let limit = MAX_TEXT
  shortenTexts(copy, limit)
  let written = write(copy)
  while (!fits(withNote(written, rest)) && limit > SHORTEST_TEXT) {
    if (!halveLongest(copy)) {
      limit /= 2
      shortenTexts(copy, limit)
    }
    written = write(copy)
  }
  return withNote(written, rest)
}

const fits = ({ text, structured }: Written): boolean =>
  text.length <= MAX_CHARACTERS && JSON.stringify(structured).length <= MAX_CHARACTERS

/** The note stands before the last line, which says what comes next. */
function withNote({ text, structured }: Written, rest: string): Written {
  const note = `✂️ Shortened to fit into ${MAX_CHARACTERS} characters. ${rest}\n`
  const last = text.lastIndexOf('\n💡 ') + 1
  const body = last === 0 ? `${text}\n` : text.slice(0, last)
  const next = last === 0 ? '' : `\n${text.slice(last)}`
  const room = MAX_CHARACTERS - note.length - next.length
  return { text: `${body.slice(0, room)}${note}${next}`, structured: { ...structured, truncated: true } }
}

function hasTextOver(value: unknown, limit: number): boolean {
  if (typeof value === 'string') return value.length > limit
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((item) => hasTextOver(item, limit))
  )
}

function shortenTexts(value: unknown, limit: number): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') shortenTexts(item, limit)
    else if (item.length > limit) Reflect.set(value, key, shortened(item, limit))
  }
}

/** Half of a letter outside the basic plane is no letter. */
const shortened = (text: string, limit: number): string =>
  `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}… (${text.length} characters)`

/** What happened over time: its end tells more than its beginning. */
const LATEST_MATTERS = new Set(['errors', 'questions', 'warnings'])

type Collection = { key: string; items: object; size: number; count: number }

function halveLongest(value: object): boolean {
  const longest = collections('', value).sort((one, other) => other.size - one.size)[0]
  if (longest === undefined) return false
  const { key, items, count } = longest
  const spare = Math.ceil(count / 2)
  if (Array.isArray(items)) items.splice(LATEST_MATTERS.has(key) ? 0 : count - spare, spare)
  else for (const name of Object.keys(items).slice(-spare)) Reflect.deleteProperty(items, name)
  return true
}

function collections(key: string, value: unknown): Collection[] {
  if (typeof value !== 'object' || value === null) return []
  const count = Object.keys(value).length
  const inside = Object.entries(value).flatMap(([name, item]) => collections(name, item))
  const isLong = Array.isArray(value) ? count > 1 : count > MANY_KEYS
  return isLong ? [{ key, items: value, size: JSON.stringify(value).length, count }, ...inside] : inside
}
