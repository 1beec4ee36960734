/**
 * Matches decoded segments of an address against a path such as `/streams/:stream/story`.
 *
 * @example paramsOf('/streams/:stream', ['streams', 'the-lighthouse']) // { stream: 'the-lighthouse' }
 */
export function paramsOf(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = path
    .split('/')
    .slice(1)
    .filter((part) => part !== '')
  if (parts.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const given = segments[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = given
    else if (part !== given) return undefined
  }
  return params
}
