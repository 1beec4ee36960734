import { StoryMonitorError } from '../errors.ts'
import { readFileOnce } from './read-once.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads and parses a JSON file.
 *
 * @returns the value, or undefined when there is no such file
 * @throws StoryMonitorError MALFORMED with the file and the parser's position; what readFileOnce throws
 * @example readJsonFile('/stories/one/_progress.json')
 */
export function readJsonFile(
  path: string,
  options: { maxBytes?: number } = {},
): { value: unknown } | undefined {
  const file = readFileOnce(path, options)
  return file && { value: parseJson(file.bytes, path) }
}

/**
 * Parses the bytes of a JSON file; a byte order mark is passed over.
 *
 * @param path only for the message
 * @throws StoryMonitorError MALFORMED
 */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  if (bytes.length === 0) throw malformed(path, 'it is empty')
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch (error) {
    if (error instanceof TypeError) throw malformed(path, 'it is not UTF-8', error)
    throw malformed(path, error instanceof Error ? error.message : String(error), error)
  }
}

const malformed = (path: string, why: string, cause?: unknown) =>
  new StoryMonitorError('MALFORMED', `${path} is not readable JSON: ${why}.`, { cause })
