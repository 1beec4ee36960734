import { PROGRESS_JSON_FILENAME, type ProgressView, readProgress } from '../contract/index.ts'
import { type ProcessPresence, parseJson } from '../files/index.ts'
import { writerPresence } from '../progress/index.ts'
import type { StateFile, StateFiles } from './state-files.ts'

/** Above this a file says nothing about its writer: parsing it twice a second would cost more than it tells. */
const MAX_PARSED_BYTES = 16 * 1024 * 1024

/**
 * Tells whether the process that writes a story is there; the file is parsed only when it changed.
 *
 * @param story path of the story folder below the root, empty or ending in a slash
 */
export function writerOf(files: StateFiles, story: string): () => ProcessPresence {
  let seen: StateFile | undefined
  let last: ProgressView | undefined
  return () => {
    const file = readOr(files, `${story}${PROGRESS_JSON_FILENAME}`)
    if (file !== seen) {
      seen = file
      const view = file && viewOf(file.bytes)
      // A malformed text is a version between two good ones: the last good one still names the writer.
      if (view !== undefined || file === undefined) last = view
    }
    return last === undefined ? 'unknown' : writerPresence(last)
  }
}

function readOr(files: StateFiles, path: string): StateFile | undefined {
  try {
    return files.read(path)
  } catch {
    // The page asks for the same file and gets the error in words.
    return undefined
  }
}

function viewOf(bytes: Uint8Array): ProgressView | undefined {
  if (bytes.length > MAX_PARSED_BYTES) return undefined
  try {
    return readProgress(parseJson(bytes, PROGRESS_JSON_FILENAME))
  } catch {
    return undefined
  }
}
