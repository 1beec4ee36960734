import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { HOST_TAG, identityOf, processPresence, systemCode, systemReason } from '../../files/index.ts'
import { FOLDERS, type MediaKind, streamNames } from '../streams/index.ts'

/** Where files are made: beside those that they may replace, hidden from everybody. */
export const WORK_FOLDER = '.generating'

const KINDS: readonly MediaKind[] = ['keyframe', 'video']
/** Whoever made a file elsewhere can't be asked; after a day nobody is at work on it any more. */
const FOREIGN_AGE_MS = 24 * 60 * 60 * 1000
/** With the task or what it is for, the host, the process and its start; and as earlier versions named them. */
const NAME = /^[a-z\d]+_([\da-f]{6})_(\d+)_([^_]*)_[\da-f]{8}/
const OLD_NAME = /^(?:\d+-[\da-f]{8}|restored-\d+-\d{8}T)/

/**
 * The beginning of the names of one attempt's files. It says which process is at work on them.
 *
 * @param label letters and digits: the task's id, or what else it is for
 */
export const workName = (label: string): string =>
  [label, HOST_TAG, process.pid, identityOf().processStartId ?? '', randomBytes(4).toString('hex')].join('_')

/**
 * Takes away all that an attempt left, whatever the generator made of it: files beside its output and folders too.
 *
 * @throws StoryMonitorError WRITE_FAILED with what can't be taken away
 */
export function takeAway(folder: string, base: string): void {
  for (const name of namesIn(folder)) if (name.startsWith(base)) remove(join(folder, name))
}

/** Takes away what processes that are gone left under way in all streams. */
export function sweepStreams(root: string, onWarning: (message: string) => void): void {
  for (const name of streamNames(root)) {
    for (const kind of KINDS) sweepWork(join(root, name, FOLDERS[kind], WORK_FOLDER), onWarning)
  }
}

/** The same in one folder. Only names that we gave are touched. */
export function sweepWork(folder: string, onWarning: (message: string) => void): void {
  const safely = (tidy: () => void) => {
    try {
      tidy()
    } catch (error) {
      onWarning(error instanceof Error ? error.message : String(error))
    }
  }
  safely(() => {
    // A link may lead to anybody's files.
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return
    for (const name of namesIn(folder).filter((one) => isLeft(folder, one)))
      safely(() => remove(join(folder, name)))
  })
}

function isLeft(folder: string, name: string): boolean {
  const [, tag, pid, processStartId] = NAME.exec(name) ?? []
  if (tag === undefined && !OLD_NAME.test(name)) return false
  const { host } = identityOf()
  const owner = { pid: Number(pid), host, processStartId: processStartId || undefined }
  const presence = tag === HOST_TAG ? processPresence(owner) : 'unknown'
  if (presence !== 'unknown') return presence === 'gone'
  const stat = lstatSync(join(folder, name), { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > FOREIGN_AGE_MS
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(cause) ?? '')) return []
    const message = `Nobody can tell what was left in ${folder}: ${systemReason(cause)}.`
    throw new StoryMonitorError('WRITE_FAILED', message, { cause })
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (cause) {
    const message = `${path} was left by a generator and can't be taken away: ${systemReason(cause)}. Remove it.`
    throw new StoryMonitorError('WRITE_FAILED', message, { cause })
  }
}
