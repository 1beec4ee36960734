/** Which part of a file is asked for: all of it, bytes `start` to `end` (both included), or none that it has. */
export type Part = { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'outside' }

const WHOLE: Part = { kind: 'whole' }
const OUTSIDE: Part = { kind: 'outside' }

/**
 * Reads a Range header as RFC 9110 says: what is not a valid single range of bytes is passed over.
 *
 * @param header the header's text, undefined without one
 * @param size the file's size in bytes
 * @example partOf('bytes=-5', 100) // { kind: 'part', start: 95, end: 99 }
 */
export function partOf(header: string | undefined, size: number): Part {
  if (header === undefined) return WHOLE
  const found = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header)
  if (found === null) return WHOLE
  const [first, last] = [found[1] ?? '', found[2] ?? '']
  if (first === '') return last === '' ? WHOLE : suffixOf(Number(last), size)
  const start = Number(first)
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  if (end < start) return WHOLE
  return start >= size ? OUTSIDE : { kind: 'part', start, end: Math.min(end, size - 1) }
}

const suffixOf = (length: number, size: number): Part =>
  length === 0 || size === 0 ? OUTSIDE : { kind: 'part', start: Math.max(0, size - length), end: size - 1 }
