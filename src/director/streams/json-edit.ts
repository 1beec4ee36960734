import { StoryMonitorError } from '../../errors.ts'

/** The way to a value in a JSON document: keys and positions. */
export type JsonPath = readonly (string | number)[]

type Span = { start: number; end: number }

/**
 * Changes one string in a JSON text and leaves every other letter as it is: key order, indentation, unknown keys, line
 * ends. A key that the object doesn't have yet is added at its end, indented like its neighbours.
 *
 * @param text valid JSON
 * @throws StoryMonitorError NOT_FOUND when the way doesn't lead to a place
 * @example withValue('{ "a": "x", "b": 1 }', ['a'], 'y') // '{ "a": "y", "b": 1 }'
 */
export function withValue(text: string, path: JsonPath, value: string): string {
  const scanner = new Scanner(text)
  const [parents, last] = [path.slice(0, -1), path.at(-1)]
  let place = scanner.document()
  for (const step of parents) place = scanner.child(place, step)?.value ?? nowhere(path)
  if (last === undefined) return nowhere(path)
  const found = scanner.child(place, last)
  const written = JSON.stringify(value)
  if (found !== undefined) return text.slice(0, found.value.start) + written + text.slice(found.value.end)
  if (typeof last !== 'string' || text[place.start] !== '{') return nowhere(path)
  return added(text, scanner, place, `${JSON.stringify(last)}: ${written}`)
}

function added(text: string, scanner: Scanner, object: Span, member: string): string {
  const before = scanner.lastMember(object)
  if (before === undefined) return `${text.slice(0, object.start + 1)}${member}${text.slice(object.end - 1)}`
  const gap = /[\s]*$/.exec(text.slice(0, before.key))?.[0] ?? ' '
  return `${text.slice(0, before.value.end)},${gap}${member}${text.slice(before.value.end)}`
}

function nowhere(path: JsonPath): never {
  throw new StoryMonitorError(
    'NOT_FOUND',
    `There is no value at ${path.join(' → ')} any more. Load the page again.`,
  )
}

type Member = { name: string | number; key: number; value: Span }

/** Finds where values begin and end. The text has been parsed before, so it is known to be JSON. */
class Scanner {
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  document(): Span {
    return this.value(this.blank(this.text.startsWith('\ufeff') ? 1 : 0))
  }

  /** Of two members of one name the last counts, as it does for JSON.parse. */
  child(parent: Span, step: string | number): Member | undefined {
    return this.members(parent).findLast((member) => member.name === step)
  }

  lastMember(parent: Span): Member | undefined {
    return this.members(parent).at(-1)
  }

  private members({ start, end }: Span): Member[] {
    const isObject = this.text[start] === '{'
    if (!isObject && this.text[start] !== '[') return []
    const found: Member[] = []
    for (let at = this.blank(start + 1); at < end - 1; ) {
      const key = at
      let name: string | number = found.length
      if (isObject) {
        const keyEnd = this.string(at)
        name = String(JSON.parse(this.text.slice(at, keyEnd)))
        at = this.blank(this.blank(keyEnd) + 1)
      }
      const value = this.value(at)
      found.push({ name, key, value })
      at = this.blank(value.end)
      if (this.text[at] === ',') at = this.blank(at + 1)
    }
    return found
  }

  private value(start: number): Span {
    const first = this.text[start]
    if (first === '"') return { start, end: this.string(start) }
    if (first !== '{' && first !== '[')
      return {
        start,
        end: start + (/^[^\s,\]}]*/.exec(this.text.slice(start, start + 400))?.[0].length ?? 0),
      }
    let depth = 0
    for (let at = start; ; at += 1) {
      const letter = this.text[at]
      if (letter === '"') at = this.string(at) - 1
      else if (letter === '{' || letter === '[') depth += 1
      else if (letter === '}' || letter === ']') depth -= 1
      if (depth === 0 || letter === undefined) return { start, end: at + 1 }
    }
  }

  private string(start: number): number {
    let at = start + 1
    while (this.text[at] !== '"') {
      if (this.text[at] === undefined) return at
      at += this.text[at] === '\\' ? 2 : 1
    }
    return at + 1
  }

  private blank(start: number): number {
    let at = start
    while (' \t\n\r'.includes(this.text[at] ?? '!')) at += 1
    return at
  }
}
