/** Times in the state file have whole seconds, as its other writers have them. */
export const isoSeconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

/** @example sessionId('0204', '2025-11-03T14:30:45Z') // '2025-11-03-143045-scene-0204' */
export const sessionId = (sceneId: string, startedAt: string): string =>
  `${startedAt.slice(0, 10)}-${startedAt.slice(11, 19).replaceAll(':', '')}-scene-${sceneId}`
