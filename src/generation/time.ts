/** Times in the state file have whole seconds, as its other writers have them. */
export const isoSeconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

/** @example sessionId('0204', '2025-11-03T14:30:45Z') // '2025-11-03-143045-scene-0204' */
export const sessionId = (sceneId: string, startedAt: string): string =>
  `${startedAt.slice(0, 10)}-${startedAt.slice(11, 19).replaceAll(':', '')}-scene-${sceneId}`

const ISO_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * A time that somebody gave, as the file has it. One without an offset is UTC, which is how the file's other writers
 * mean it.
 *
 * @returns undefined for what is no ISO 8601 time, or a day that no month has
 * @example fileTime('2025-11-03T14:32:15') // '2025-11-03T14:32:15Z'
 */
export function fileTime(value: string): string | undefined {
  const [, day, offset] = ISO_TIME.exec(value) ?? []
  // The parser takes the 30th of February for the 2nd of March.
  if (day === undefined || isoOf(day)?.slice(0, 10) !== day) return undefined
  return isoOf(offset === undefined ? `${value}Z` : value)?.replace('.000Z', 'Z')
}

function isoOf(value: string): string | undefined {
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
