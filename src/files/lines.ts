import { readFileOnce } from './read-once.ts'

/**
 * Reads a file of JSON lines. Lines that don't parse (a torn last one, a stray word) are counted and passed over.
 *
 * @returns the parsed lines in order and how many were left out; no file reads as no lines
 * @example readJsonLines('/stories/one/_history.jsonl').values.length
 */
export function readJsonLines(
  path: string,
  options: { maxBytes?: number } = {},
): { values: unknown[]; skipped: number } {
  const file = readFileOnce(path, options)
  const values: unknown[] = []
  let skipped = 0
  for (const line of (file?.bytes.toString('utf8') ?? '').split('\n')) {
    if (line.trim() === '') continue
    try {
      values.push(JSON.parse(line))
    } catch {
      skipped += 1
    }
  }
  return { values, skipped }
}
