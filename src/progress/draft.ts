import { isDictionary } from '../contract/index.ts'

/** A state file in memory, unknown keys and all. */
export type Draft = { [key: string]: unknown }

/** Sets an own key, whatever its name: plain assignment to `__proto__` would change the object's prototype. */
export function put(target: Draft, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The dictionary under a key, made where it is missing or something else. */
export function section(draft: Draft, key: string): Draft {
  const present = Object.hasOwn(draft, key) ? draft[key] : undefined
  if (isDraft(present)) return present
  const made: Draft = {}
  put(draft, key, made)
  return made
}

/** The list under a key, made where it is missing or something else. */
export function list(draft: Draft, key: string): unknown[] {
  const present = Object.hasOwn(draft, key) ? draft[key] : undefined
  if (Array.isArray(present)) return present
  const made: unknown[] = []
  put(draft, key, made)
  return made
}

export const isDraft = (value: unknown): value is Draft => isDictionary(value)
