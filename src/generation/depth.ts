/** JSON nested deeper than this is no state: to write or to show it again would overflow the stack. */
export const MAX_LEVELS = 100

/** What a caller gives stands a few levels down in the state. */
export const MAX_GIVEN_LEVELS = 90

/** Whether lists and objects are nested in more than so many levels. */
export const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item)))
