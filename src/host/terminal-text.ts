import { stripVTControlCharacters } from 'node:util'

const LONGEST = 2000

/**
 * Text from a file or a model, made safe for a terminal: one line, no escape sequences, no control characters, nothing
 * that turns the direction of the rest of the line.
 *
 * @example clean('a\u001b[2Jb\nc') // 'ab c'
 */
export function clean(text: string): string {
  const line = stripVTControlCharacters(text.slice(0, LONGEST))
    .replaceAll(/[\s\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu, '')
    .trim()
  return text.length > LONGEST ? `${line}…` : line
}

/** A text of at most so many letters, the last one an ellipsis where something is left out. */
export function cut(text: string, length: number): string {
  const letters = [...text]
  return letters.length <= length ? text : `${letters.slice(0, Math.max(0, length - 1)).join('')}…`
}
