/** JSON nested deeper than this is no state: to write or to show it again would overflow the stack. */
export const MAX_LEVELS = 100

/** What a caller gives stands a few levels down in the state. */
export const MAX_GIVEN_LEVELS = 90

/** Whether lists and objects of JSON are nested in more than so many levels. A list of 10,000 scenes asks each of them. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (!isNested(value)) return false
  if (levels === 0) return true
  for (const key in value) if (isDeeperThan(levels - 1, value[key])) return true
  return false
}

const isNested = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null
