/**
 * An error that no further attempt can mend: the segment is given up at once.
 *
 * @example throw new PermanentError('the script of this scene is empty')
 */
export class PermanentError extends Error {
  readonly permanent = true

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'PermanentError'
  }
}

/** Whatever was thrown, as an Error. */
export function errorFrom(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  if (typeof thrown === 'string') return new Error(thrown === '' ? 'An empty string was thrown.' : thrown)
  return new Error(`${describe(thrown)} was thrown instead of an Error.`, { cause: thrown })
}

function describe(thrown: unknown): string {
  try {
    return typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown)
  } catch {
    return 'An object that cannot be shown'
  }
}

const LONGEST = 500

/** An error as one line of at most 500 letters, with what lies under it: `fetch failed: connect ECONNREFUSED`. */
export function messageOf(error: Error): string {
  const under = error.cause instanceof Error ? error.cause.message : ''
  const text = under === '' || error.message.includes(under) ? error.message : `${error.message}: ${under}`
  const line = (text || error.name).replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/** What is another one each time, and the sign that stands for it; the order matters. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/(["'`])(?:(?!\1).){1,200}\1/g, '$1…$1'],
  // Of a path what kind of file it was; an address on the web and a route such as /api/generate keep their names.
  [
    /(?<![\w:/.])(?:[a-z]:\\|\.{0,2}\/)(?:[^\s/\\:,;()]+[/\\])*[^\s/\\:,;()]*?(\.[a-z]\w{0,4})(?![\w.])/gi,
    '…$1',
  ],
  [/\b0x[0-9a-f]+/gi, '#'],
  [/\b[0-9a-f]{8,}(-[0-9a-f]{4,})*\b/gi, '#'],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}\b/gi, '#'],
  [/\b(?=[a-z_]*\d)(?=[\d_]*[a-z])\w{12,}\b/gi, '#'],
  [/\d+([.,:]\d+)*(e[+-]?\d+)?/gi, '#'],
]

/**
 * What stays the same when the same thing goes wrong again: numbers, addresses, ids, quotes and paths are taken out.
 *
 * @example fingerprintOf('timeout after 31 s on "scene-7"') // 'timeout after # s on "…"'
 * @example fingerprintOf('illegal access at 0x7f3a, see /tmp/run-3/core.log') // 'illegal access at #, see ….log'
 */
export function fingerprintOf(message: string): string {
  return VARIABLE.reduce((text, [pattern, sign]) => text.replaceAll(pattern, sign), message).slice(0, 200)
}
