/** A pattern that finds the query as it stands, in either case; undefined when there is nothing to look for. */
export function patternOf(query: string): RegExp | undefined {
  const wanted = query.trim()
  if (wanted === '') return undefined
  return new RegExp(wanted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
}

/**
 * Cuts a text at the places where the query stands: every second part is a match.
 *
 * @example splitMatches('Dark fog, more FOG', 'fog') // ['Dark ', 'fog', ', more ', 'FOG', '']
 */
export function splitMatches(text: string, query: string): string[] {
  const pattern = patternOf(query)
  if (pattern === undefined) return [text]
  return text.split(new RegExp(`(${pattern.source})`, 'iu'))
}
