import { userInfo } from 'node:os'
import { productionCommand } from '../../contract/index.ts'
import { clean } from '../../host/index.ts'
import {
  documentException,
  pauseRun,
  readRun,
  redoSegments,
  resumeRun,
  waitingWords,
  writeReport,
} from '../../production/index.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder, UsageError, wholeNumber } from '../usage.ts'

/** Asks a run to pause; one that starts later begins paused. */
export function pause(folder: string, reason: readonly string[], terminal: Terminal): number {
  pauseRun(existingFolder(folder), reason.join(' '))
  const { presence } = readRun(folder)
  const when =
    presence.state === 'running' || presence.state === 'paused'
      ? 'no further segment starts'
      : 'the next start waits'
  terminal.out(`paused: ${when}; go on with: ${clean(productionCommand(folder, 'resume'))}`)
  return 0
}

/** Lets a paused run go on. */
export function resume(folder: string, terminal: Terminal): number {
  const resumed = resumeRun(existingFolder(folder))
  const { status, presence } = readRun(folder)
  const waitsForDisk = presence.state === 'paused' && status?.pause?.waitsFor === 'disk'
  const why = waitsForDisk
    ? `it waits for the disk, not for you: ${clean(presence.reason)}`
    : 'it was not paused'
  terminal.out(resumed ? 'resumed' : why)
  if (presence.state === 'dead') terminal.err(clean(presence.reason))
  return 0
}

/** Writes the report and says where it is. */
export function report(
  folder: string,
  options: { sample?: string; seed?: string },
  terminal: Terminal,
): number {
  const sampleSize =
    options.sample === undefined ? undefined : wholeNumber('--sample', options.sample, 10_000)
  for (const path of writeReport(existingFolder(folder), { sampleSize, sampleSeed: options.seed }))
    terminal.out(path)
  return 0
}

/** Documents an exception from a criterion; the report says it from now on. */
export function except(
  folder: string,
  criterion: string,
  options: { reason: string; by?: string },
  terminal: Terminal,
): number {
  const by = options.by ?? loggedIn()
  documentException(existingFolder(folder), { criterion, reason: options.reason, by })
  const [report] = writeReport(folder)
  terminal.out(`${clean(criterion)} is a documented exception of ${clean(by)}; the report is ${report}`)
  return 0
}

/** An account without a name (a container's, for one) has none to give. */
function loggedIn(): string {
  try {
    return userInfo().username
  } catch {
    throw new UsageError('Say who decided: --by <name>.')
  }
}

/** Has segments made again. The exit code is 1 where one of them was not finished anyway. */
export function redo(
  folder: string,
  ids: readonly string[],
  options: { skipped?: boolean },
  terminal: Terminal,
): number {
  if (options.skipped === true ? ids.length > 0 : ids.length === 0) {
    throw new UsageError('Say which segments: their ids, or --skipped for all that were given up.')
  }
  const { redone, unknown } = redoSegments(existingFolder(folder), options.skipped === true ? 'skipped' : ids)
  terminal.out(
    `${redone.length} will be made again at the next start${redone.length > 0 ? `: ${redone.slice(0, 20).map(clean).join(', ')}` : ''}`,
  )
  if (readRun(folder).pause !== undefined) terminal.err(clean(waitingWords(folder)))
  if (unknown.length > 0)
    terminal.err(`not finished, so there is nothing to redo: ${unknown.map(clean).join(', ')}`)
  return unknown.length > 0 ? 1 : 0
}
