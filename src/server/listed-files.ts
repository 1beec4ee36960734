import { SKELETON_JSON_FILENAME, TASKS_JSON_FILENAME } from '../contract/index.ts'
import { parseJson, type Stamp } from '../files/index.ts'
import type { StateFile, StateFiles } from './state-files.ts'

/** What is wrong with a file, in words, and since when (ms since 1970); what is shown of it is from before. */
export type Trouble = { file: string; words: string; sinceMs: number }

/** The list is asked for every two seconds: bigger files are for the story's own page. */
const MAX_LISTED_BYTES = 1024 * 1024
/** The tasks of a show are many, and nothing else tells how they stand … */
const MAX_TASKS_BYTES = 32 * 1024 * 1024
/** … but a long file that changes all the time is parsed for no more than a fiftieth of the time. */
const REST_FACTOR = 49

/**
 * The files of one story, read again and again for the list: each is parsed only when it changed, and trouble with one
 * leaves what was good of it.
 */
export function listedFiles(story: string, files: StateFiles) {
  const seen = new Map<string, StateFile | undefined>()
  const restUntil = new Map<string, number>()
  const troubles = new Map<string, Trouble>()
  let changed = true

  const complain = (file: string, error: unknown) => {
    const before = troubles.get(file)
    const words = error instanceof Error ? error.message : String(error)
    if (before?.words === words) return
    troubles.set(file, { file, words, sinceMs: before?.sinceMs ?? Date.now() })
    changed = true
  }

  return {
    /**
     * @param stamp as it is now; undefined where there is no file
     * @param use called with what a new version holds; what it throws is trouble with the file
     */
    read(file: string, stamp: Stamp | undefined, use: (value: unknown, bytes: Uint8Array) => void): void {
      const begun = performance.now()
      if (begun < (restUntil.get(file) ?? 0)) return
      let now: StateFile | undefined
      try {
        now = stamp && readListed(`${story}/${file}`, stamp, files)
      } catch (error) {
        seen.delete(file)
        complain(file, error)
        return
      }
      if (seen.has(file) && seen.get(file) === now) return
      seen.set(file, now)
      changed = true
      try {
        if (now !== undefined) use(parseJson(now.bytes, `${story}/${file}`), now.bytes)
        troubles.delete(file)
      } catch (error) {
        complain(file, error)
      }
      const ended = performance.now()
      if (now !== undefined && now.bytes.length > MAX_LISTED_BYTES)
        restUntil.set(file, ended + (ended - begun) * REST_FACTOR)
    },
    troubles: (): Trouble[] => [...troubles.values()],
    /** Whether anything reads differently since this was asked last. */
    takeChange(): boolean {
      const was = changed
      changed = false
      return was
    },
  }
}

function readListed(path: string, stamp: Stamp, files: StateFiles): StateFile | undefined {
  const most = path.endsWith(`/${TASKS_JSON_FILENAME}`) ? MAX_TASKS_BYTES : MAX_LISTED_BYTES
  if (stamp.size <= BigInt(most)) return files.read(path, stamp)
  // A long skeleton is normal, and its title was read while it was short.
  if (path.endsWith(SKELETON_JSON_FILENAME)) return undefined
  throw new Error(`${path} is too long for the list (${stamp.size} bytes); open the story itself.`)
}
