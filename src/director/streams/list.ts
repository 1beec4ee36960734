import { readdirSync } from 'node:fs'
import { StoryMonitorError } from '../../errors.ts'
import { realPathInside, systemReason } from '../../files/index.ts'

/** Names of the stream folders: no dot folders, no files, no links that leave the folder of streams. */
export function streamNames(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isStream(root, entry.name))
      .map(({ name }) => name)
      .sort((one, other) => one.localeCompare(other))
  } catch (cause) {
    throw new StoryMonitorError('NOT_FOUND', `Can't look into ${root}: ${systemReason(cause)}.`, { cause })
  }
}

/** Whether there is a stream of that name, by the path gate: names come from addresses. */
export function isStream(root: string, name: string): boolean {
  if (name === '' || name === '..' || name === '.' || name.includes('/')) return false
  return ['input.json', 'production.json'].some(
    (file) => realPathInside(root, `${name}/${file}`) !== undefined,
  )
}
