/** The longest message and traceback that go into the file: a page has to show them. */
const MAX_MESSAGE = 10_000
const MAX_TRACEBACK = 100_000

/**
 * What was thrown, as a message and a traceback. Anything can be thrown, and looking at it may throw as well.
 *
 * @example describeFailure(new Error('no space')).message // 'no space'
 */
export function describeFailure(thrown: unknown): { message: string; traceback?: string } {
  try {
    if (thrown === undefined || thrown === null || thrown === '') return { message: 'no reason given' }
    if (!(thrown instanceof Error)) return { message: cut(String(thrown), MAX_MESSAGE) }
    const message = cut(String(thrown.message) || thrown.name, MAX_MESSAGE)
    const traceback = stackWithCauses(thrown)
    return traceback === '' ? { message } : { message, traceback: cut(traceback, MAX_TRACEBACK) }
  } catch {
    return { message: 'an error that can not be shown' }
  }
}

function stackWithCauses(error: Error): string {
  const stacks: string[] = []
  const seen = new Set<unknown>()
  let current: unknown = error
  while (current instanceof Error && !seen.has(current) && seen.size < 10) {
    seen.add(current)
    stacks.push(String(current.stack ?? current.message))
    current = current.cause
  }
  return stacks.join('\nCaused by: ')
}

const cut = (text: string, limit: number) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)
