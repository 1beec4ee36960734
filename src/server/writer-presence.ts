import {
  LIVE_STATUS_FILENAME,
  type LiveStatusView,
  PROGRESS_JSON_FILENAME,
  readLiveStatus,
  readProgress,
} from '../contract/index.ts'
import { type ProcessPresence, parseJson, processPresence } from '../files/index.ts'
import { writerPresence } from '../progress/index.ts'
import type { StateFile, StateFiles } from './state-files.ts'

/** Above this a file says nothing about its writer: parsing it twice a second would cost more than it tells. */
const MAX_PARSED_BYTES = 16 * 1024 * 1024

/** Whether the processes are there that write a story and the production run in the same folder. */
export type Writers = { writer: ProcessPresence; run_writer: ProcessPresence }

/**
 * Looks at both; a file is parsed only when it changed.
 *
 * @param story path of the story folder below the root, empty or ending in a slash
 */
export function writersOf(files: StateFiles, story: string): () => Writers {
  const progress = presenceIn(files, `${story}${PROGRESS_JSON_FILENAME}`, readProgress, writerPresence)
  const run = presenceIn(files, `${story}${LIVE_STATUS_FILENAME}`, readLiveStatus, runPresence)
  return () => ({ writer: progress(), run_writer: run() })
}

/** Whether the process is there that a run's status names; a run that is over needs none. */
export const runPresence = ({ status, writer }: LiveStatusView): ProcessPresence =>
  status === 'running' || status === 'paused' ? processPresence(writer) : 'unknown'

function presenceIn<View>(
  files: StateFiles,
  path: string,
  read: (value: unknown) => View | undefined,
  presenceOf: (view: View) => ProcessPresence,
): () => ProcessPresence {
  let seen: StateFile | undefined
  let last: View | undefined
  return () => {
    const file = readOr(files, path)
    if (file !== seen) {
      seen = file
      const view = file && viewOf(file.bytes, read)
      // A malformed text is a version between two good ones: the last good one still names the writer.
      if (view !== undefined || file === undefined) last = view
    }
    return last === undefined ? 'unknown' : presenceOf(last)
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

function viewOf<View>(bytes: Uint8Array, read: (value: unknown) => View | undefined): View | undefined {
  if (bytes.length > MAX_PARSED_BYTES) return undefined
  try {
    return read(parseJson(bytes, 'state'))
  } catch {
    return undefined
  }
}
