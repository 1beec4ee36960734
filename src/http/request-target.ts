import { Refusal } from './refusal.ts'

/** Where a request points: decoded path segments, and whether it ended in a slash. */
export type Target = { segments: readonly string[]; slash: boolean }

/** What is still encoded after decoding once and would mean dot, slash, backslash, NUL or percent. */
const DOUBLY_ENCODED = /%(?:2e|2f|5c|00|25)/i
const PRINTABLE = /^[\x21-\x7e]*$/

/**
 * Reads the raw target of a request line. Only plain origin-form is accepted: whatever could be read in two ways is
 * refused, before any path is built from it.
 *
 * @throws Refusal 400, or 404 for names that begin with a dot
 * @example targetOf('/night%20train/_progress.json?1').segments // ['night train', '_progress.json']
 */
export function targetOf(raw: string): Target {
  const path = raw.split('?', 1)[0] ?? ''
  if (!path.startsWith('/') || path.startsWith('//')) {
    throw badTarget('The address has to begin with one slash.')
  }
  if (!PRINTABLE.test(raw) || path.includes('\\') || path.includes('#')) {
    throw badTarget('The address holds a character that has to be percent-encoded.')
  }
  if (path === '/') return { segments: [], slash: true }
  const parts = path.slice(1).split('/')
  const slash = parts.at(-1) === ''
  if (slash) parts.pop()
  return { segments: parts.map(segmentOf), slash }
}

function segmentOf(part: string): string {
  if (part === '') throw badTarget('The address holds two slashes in a row.')
  const segment = part.includes('%') ? decoded(part) : part
  if (segment === '.' || segment === '..') throw badTarget('The address climbs; give the path itself.')
  if (/[/\\\0]/.test(segment) || DOUBLY_ENCODED.test(segment)) {
    throw badTarget('The address holds an encoded slash, backslash or NUL, or is encoded twice.')
  }
  if (segment.startsWith('.'))
    throw new Refusal(404, 'There is nothing here.', 'Hidden files are not served.')
  return segment
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw badTarget('The address is not percent-encoded UTF-8.')
  }
}

const badTarget = (error: string) => new Refusal(400, error, 'Ask for a path such as /_progress.json.')
