import { createHash } from 'node:crypto'
import {
  HISTORY_FILENAME,
  LIVE_STATUS_FILENAME,
  PHASE_STATUS_FILENAME,
  PROGRESS_JSON_FILENAME,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
} from '../contract/index.ts'
import { readInside, type Stamp, sameStamp, stampOf } from '../files/index.ts'
import { contentTypeOf, type Prepared, prepare } from '../http/index.ts'

/** The files of which any one makes a folder a story. */
export const STORY_MARKS: readonly string[] = [
  PROGRESS_JSON_FILENAME,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
  LIVE_STATUS_FILENAME,
]

/** Files that change while they are watched: sent whole from memory, never streamed. */
export const STATE_FILES: readonly string[] = [...STORY_MARKS, HISTORY_FILENAME, PHASE_STATUS_FILENAME]

/** One version of a state file, ready to be sent. */
export type StateFile = Prepared & { stamp: Stamp }

type Kept = StateFile & { firstSeenMs: number; settled: boolean }

/** File systems tell times apart by nanoseconds, ticks of a few milliseconds, or two seconds. */
const COARSEST_CLOCK_MS = 2000
/** Older than this by the wall clock, a stamp is settled at once, even if two machines' clocks disagree. */
const LONG_AGO_MS = 60_000
const MEMORY_BYTES = 256 * 1024 * 1024

/** Reads state files and keeps what it read, for as long as the file's stamp says that nothing changed. */
export type StateFiles = {
  /**
   * @param path relative to the root, from a checked request target or a folder listing
   * @param seen its stamp, from a caller that has looked just now: then it isn't looked at again
   * @returns undefined when it isn't there or the path gate refuses it
   * @throws StoryMonitorError TOO_LARGE
   */
  read(path: string, seen?: Stamp): StateFile | undefined
}

/**
 * A reader for the state files below a folder.
 *
 * A stamp alone can lie: a file overwritten in place, with the same size and within one tick of the file system's
 * clock, keeps it. So a young stamp is trusted only after the bytes were read again at least one coarsest tick after it
 * was first seen; until then each request reads, and compares.
 */
export function stateFilesIn(root: string): StateFiles {
  const kept = new Map<string, Kept>()
  let keptBytes = 0
  const looked = new Set<string>()

  // Polka handles requests in the check phase of the event loop, after all that arrived together were received: one
  // look at the disk is new enough for all of them. An immediate that is set now runs before those that come next.
  const unchanged = (path: string, known: Kept, seen: Stamp | undefined): boolean => {
    if (seen !== undefined) return sameStamp(known.stamp, seen)
    if (looked.has(path)) return true
    if (!sameStamp(known.stamp, stampOf(`${root}/${path}`))) return false
    if (looked.size === 0) setImmediate(() => looked.clear())
    looked.add(path)
    return true
  }

  const forget = (path: string) => {
    keptBytes -= kept.get(path)?.bytes.length ?? 0
    kept.delete(path)
  }

  const keep = (path: string, file: Kept) => {
    forget(path)
    kept.set(path, file)
    keptBytes += file.bytes.length
    for (const oldest of kept.keys()) {
      if (keptBytes <= MEMORY_BYTES || oldest === path) break
      forget(oldest)
    }
  }

  return {
    read(path, seen) {
      const known = kept.get(path)
      if (known?.settled === true && unchanged(path, known, seen)) return known
      const now = performance.now()
      const read = readInside(root, path)
      if (read === undefined) {
        forget(path)
        return undefined
      }
      if (known !== undefined && sameStamp(known.stamp, read.stamp) && read.bytes.equals(known.bytes)) {
        known.settled = now - known.firstSeenMs > COARSEST_CLOCK_MS
        return known
      }
      const body = prepare(read.bytes, contentTypeOf(path).type, etagOf(read.bytes))
      const fresh = { ...body, stamp: read.stamp, firstSeenMs: now, settled: isOld(read.stamp) }
      keep(path, fresh)
      return fresh
    },
  }
}

const isOld = (stamp: Stamp): boolean => Date.now() - Number(stamp.mtimeNs / 1_000_000n) > LONG_AGO_MS

/** By content: the same bytes written again are no change, and two versions never share one. */
export const etagOf = (bytes: Uint8Array): string =>
  `"${createHash('sha1').update(bytes).digest('base64url')}"`
