import { cut } from '../../host/index.ts'

/**
 * A text as lines of at most so many letters, broken between words where it can be.
 *
 * @param columns `Infinity` leaves it one line
 * @param most what is more than so many lines is cut with an ellipsis
 * @example wrap('no room left on the disk', 10) // ['no room', 'left on', 'the disk']
 */
export function wrap(text: string, columns: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => pieces(one, columns))) {
    const longer = line === '' ? word : `${line} ${word}`
    if ([...longer].length <= columns) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  lines.push(line)
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(' '), columns)]
}

/** A word that is longer than a line is broken wherever the line ends. */
function pieces(word: string, columns: number): string[] {
  const letters = [...word]
  if (letters.length <= columns) return [word]
  const parts: string[] = []
  for (let at = 0; at < letters.length; at += columns) parts.push(letters.slice(at, at + columns).join(''))
  return parts
}
