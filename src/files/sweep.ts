import { lstatSync, readdirSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { readTemporaryName } from './atomic-write.ts'
import { HOST_TAG, processPresence } from './identity.ts'
import { systemCode } from './system-error.ts'

/** A temp file of another host can't be asked about; after a day nobody is writing it any more. */
const FOREIGN_AGE_MS = 24 * 60 * 60 * 1000

/**
 * Removes the temp files that dead processes left in a folder. Files of live processes and of anybody else stay.
 *
 * @returns how many were removed; a folder that isn't there has none
 * @example sweepOrphans('/stories/one') // 0
 */
export function sweepOrphans(folder: string): number {
  return namesIn(folder).filter((name) => isOrphan(folder, name) && removed(join(folder, name))).length
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(systemCode(error) ?? '')) return []
    throw error
  }
}

function isOrphan(folder: string, name: string): boolean {
  const owner = readTemporaryName(name)
  if (!owner) return false
  if (owner.hostTag !== HOST_TAG) return ageOf(join(folder, name)) > FOREIGN_AGE_MS
  const startId = owner.processStartId === '' ? undefined : owner.processStartId
  return processPresence({ pid: owner.pid, host: hostname(), processStartId: startId }) === 'gone'
}

function ageOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat ? Date.now() - stat.mtimeMs : 0
}

/** Two starts may sweep at once, and a folder may be read-only: both leave the file to somebody else. */
function removed(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
