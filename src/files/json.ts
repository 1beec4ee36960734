import { StoryMonitorError } from '../errors.ts'
import { jsonFault } from './json-fault.ts'
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
  const text = decoded(bytes, path)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw malformed(path, jsonFault(error, text), error)
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw malformed(path, 'it is not UTF-8', error)
  }
}

const malformed = (path: string, why: string, cause?: unknown) =>
  new StoryMonitorError('MALFORMED', `${path} is not readable JSON: ${why}.`, { cause })
