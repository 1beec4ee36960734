const MIB = 1024 ** 2
const GIB = 1024 ** 3

/**
 * A size for people.
 *
 * @example bytesInWords(3 * 1024 ** 3) // '3.0 GB'
 */
export function bytesInWords(bytes: number): string {
  if (Math.abs(bytes) >= GIB) return `${(bytes / GIB).toFixed(1)} GB`
  return `${Math.round(bytes / MIB)} MB`
}
