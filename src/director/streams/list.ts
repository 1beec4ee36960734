import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { realPathInside, systemReason } from '../../files/index.ts'
import { targetOf } from '../../http/index.ts'

const FILES = ['input.json', 'production.json']

/** Names of the stream folders: no dot folders, no files, no links that leave the folder of streams. */
export function streamNames(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter(
        (entry) =>
          (entry.isDirectory() && isPlainStream(root, entry.name)) ||
          ((entry.isDirectory() || entry.isSymbolicLink()) && isStream(root, entry.name)),
      )
      .map(({ name }) => name)
      .sort((one, other) => one.localeCompare(other))
  } catch (cause) {
    throw new StoryMonitorError('NOT_FOUND', `Can't look into ${root}: ${systemReason(cause)}.`, { cause })
  }
}

/** Whether there is a stream of that name, by the path gate: names come from addresses. */
export function isStream(root: string, name: string): boolean {
  if (name === '' || name === '..' || name === '.' || name.includes('/')) return false
  return FILES.some((file) => realPathInside(root, `${name}/${file}`) !== undefined)
}

/** Whether an address can mean a stream of that name: some names would be read in two ways, and are refused. */
export function hasAddress(name: string): boolean {
  try {
    return targetOf(`/${encodeURIComponent(name)}`).segments[0] === name
  } catch {
    return false
  }
}

/** The quick way for a list of thousands: a real folder with a real file in it can't lead anywhere else. */
const isPlainStream = (root: string, name: string): boolean =>
  !name.startsWith('.') &&
  FILES.some((file) => lstatSync(join(root, name, file), { throwIfNoEntry: false })?.isFile() === true)
