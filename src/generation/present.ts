/** Leaves out what is not there: other writers write null for it. */
export const present = <Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): { [name in Key]?: Value } => {
  const found: { [name in Key]?: Value } = {}
  if (value !== undefined && value !== null) found[key] = value
  return found
}
