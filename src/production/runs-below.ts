import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from '../files/index.ts'
import { statusPath } from './claim.ts'

/**
 * The folders directly inside a folder that have a run: whoever gave the folder above them may mean one of these.
 *
 * @returns names, sorted; none where the folder can't be read
 * @example runsBelow('./output') // ['pilot', 'week-2']
 */
export function runsBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && stampOf(statusPath(join(folder, entry.name))) !== undefined)
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
}
