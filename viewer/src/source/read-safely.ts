/**
 * Reads a value of any shape; one that is nested deeper than the stack can follow is as good as none.
 *
 * @example const view = readSafely(value, readProgress)
 */
export function readSafely<View>(
  value: unknown,
  read: (value: unknown) => View | undefined,
): View | undefined {
  try {
    return read(value)
  } catch {
    return undefined
  }
}
