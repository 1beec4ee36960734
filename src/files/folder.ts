import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { systemCode, systemReason } from './system-error.ts'

/**
 * Makes a folder and those above it; a folder that exists is fine.
 *
 * @throws StoryMonitorError NOT_A_FOLDER when the path is a file, WRITE_FAILED when it can't be made
 * @example makeFolder('/stories/one')
 */
export function makeFolder(path: string): void {
  // Node's own `recursive` never returns where the system answers ENOENT to every mkdir, as below /proc.
  const missing: string[] = []
  let folder = resolve(path)
  while (!isFolder(folder)) {
    missing.push(folder)
    const parent = dirname(folder)
    if (parent === folder) break
    folder = parent
  }
  for (const next of missing.reverse()) makeOne(next)
}

/**
 * Whether there is a folder at the path.
 *
 * @throws StoryMonitorError NOT_A_FOLDER when something else is there
 */
export function isFolder(path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    if (systemCode(error) !== 'ENOTDIR') {
      throw new StoryMonitorError('NOT_FOUND', `Can't look into ${path}: ${systemReason(error)}.`, {
        cause: error,
      })
    }
  }
  throw new StoryMonitorError('NOT_A_FOLDER', `${path} is not a folder. Give the folder of a story.`)
}

function makeOne(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    // Somebody else made it in the meantime.
    if (systemCode(error) === 'EEXIST' && isFolder(path)) return
    throw new StoryMonitorError('WRITE_FAILED', `Can't make the folder ${path}: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}
