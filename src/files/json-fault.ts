const BLANK = /[ \t\n\r]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const PLAIN = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_PRINTED = 0x20

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next'

/**
 * What the parser said of a text, with the line and column of the fault. Nodes differ in whether they tell a place: people
 * get the same one from all of them.
 *
 * @param error what JSON.parse threw
 * @example jsonFault(error, '[1,') // 'Unexpected end of JSON input (line 1, column 4)'
 */
export function jsonFault(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error)
  const fault = message.replace(/ at position \d+(?: \(line \d+ column \d+\))?$/, '')
  const before = text.slice(0, faultIn(text)).split('\n')
  return `${fault} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

/** The number of letters before the fault; the text's length when something is missing at its end. */
function faultIn(text: string): number {
  const open: ('}' | ']')[] = []
  let wanted: Wanted = 'value'
  let at = 0
  const took = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const length = pattern.exec(text)?.[0].length ?? 0
    at += length
    return length > 0
  }
  const tookString = (): boolean => {
    if (text[at] !== '"') return false
    at += 1
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      if (code === BACKSLASH ? !took(ESCAPE) : !(code >= FIRST_PRINTED)) return false
      if (code !== BACKSLASH) at += 1
    }
    at += 1
    return true
  }
  for (;;) {
    took(BLANK)
    const letter = text[at]
    if (letter === undefined || (wanted === 'next' && open.length === 0)) return at
    if (wanted === ':' || wanted === 'next') {
      const close = open.at(-1)
      if (wanted === ':' ? letter !== ':' : letter !== ',' && letter !== close) return at
      if (wanted === 'next' && letter === close) open.pop()
      else wanted = wanted === ':' || close === ']' ? 'value' : 'key'
      at += 1
    } else if ((wanted === 'key or }' && letter === '}') || (wanted === 'value or ]' && letter === ']')) {
      open.pop()
      wanted = 'next'
      at += 1
    } else if (wanted === 'key' || wanted === 'key or }') {
      if (!tookString()) return at
      wanted = ':'
    } else if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? '}' : ']')
      wanted = letter === '{' ? 'key or }' : 'value or ]'
      at += 1
    } else {
      if (!tookString() && !took(PLAIN)) return at
      wanted = 'next'
    }
  }
}
