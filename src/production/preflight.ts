import { rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bytesInWords, productionCommand } from '../contract/index.ts'
import { isFolder, makeFolder, writeFileAtomic } from '../files/index.ts'
import { isLive, readStatus } from './claim.ts'
import { type DiskTrouble, diskTrouble } from './disk-trouble.ts'
import { pausedSince, pauseReason } from './pause-file.ts'
import { diskFreeBytes } from './vitals.ts'

export type PreflightOptions = {
  /** Free disk space that the run needs, in bytes. Default 10 GB. */
  leastDiskBytes?: number
  /** An address of the generator that answers when it is up, e.g. Ollama's `/api/tags`. Default: not checked. */
  generatorUrl?: string
  /** Content pools: what there is, and what the run needs. */
  pools?: readonly { name: string; available: number; needed: number }[]
}

export type PreflightCheck = { name: string; passed: boolean; found: string; advice: string }

const TEN_GB = 10 * 1024 ** 3
const PROBE_MS = 5000
const MEND: { readonly [Trouble in DiskTrouble]: string } = {
  full: 'Make room on its disk, or choose a folder on another one.',
  rights: 'Choose another folder, or mend its rights.',
  gone: 'Choose another folder: none can be made there.',
  other: 'Choose another folder.',
}

/**
 * Looks whether a long run can begin: each check says what it found and, where it failed, what to do.
 *
 * @example (await preflight('./output/pilot')).every((check) => check.passed)
 */
export async function preflight(folder: string, options: PreflightOptions = {}): Promise<PreflightCheck[]> {
  return [
    checkFolder(folder),
    checkDisk(folder, options.leastDiskBytes ?? TEN_GB),
    checkOtherRun(folder),
    checkPause(folder),
    ...(options.generatorUrl === undefined ? [] : [await checkGenerator(options.generatorUrl)]),
    ...(options.pools ?? []).map(checkPool),
  ]
}

function checkFolder(folder: string): PreflightCheck {
  const name = 'output folder'
  const probe = join(folder, `.preflight-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileAtomic(probe, 'x', { flush: true })
    rmSync(probe)
    return { name, passed: true, found: 'writable', advice: '' }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { name, passed: false, found, advice: MEND[diskTrouble(error)] }
  }
}

function checkDisk(folder: string, least: number): PreflightCheck {
  const name = 'disk space'
  const free = diskFreeBytes(existingAbove(folder))
  if (free === undefined) return { name, passed: true, found: 'the system does not tell', advice: '' }
  const passed = free >= least
  const advice = passed ? '' : `Make room: the run needs ${bytesInWords(least)}.`
  return { name, passed, found: `${bytesInWords(free)} free`, advice }
}

/** The folder itself, or the nearest one above it that is there. */
function existingAbove(folder: string): string {
  let path = resolve(folder)
  while (dirname(path) !== path && !there(path)) path = dirname(path)
  return path
}

function there(path: string): boolean {
  try {
    return isFolder(path)
  } catch {
    // A file in the way is what the check of the folder tells.
    return false
  }
}

function checkOtherRun(folder: string): PreflightCheck {
  const name = 'no other run'
  try {
    const status = readStatus(folder)
    if (status === undefined || !isLive(status))
      return { name, passed: true, found: 'nobody works here', advice: '' }
    const found = `process ${status.writer.pid ?? '?'} on ${status.writer.host ?? 'another host'} is ${status.status}`
    return { name, passed: false, found, advice: 'Wait for it, end it, or choose another folder.' }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { name, passed: false, found, advice: 'Move LIVE_STATUS.json away; the finished segments stay.' }
  }
}

function checkPause(folder: string): PreflightCheck {
  const reason = pauseReason(folder)
  if (reason === undefined) return { name: 'no PAUSE file', passed: true, found: 'not there', advice: '' }
  const advice = productionCommand(folder, 'resume')
  const found = `there since ${pausedSince(folder) ?? 'just now'}${reason === '' ? '' : `: ${reason}`}`
  return { name: 'no PAUSE file', passed: false, found, advice }
}

async function checkGenerator(url: string): Promise<PreflightCheck> {
  const name = 'generator answers'
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS), redirect: 'error' })
    await answer.body?.cancel()
    const passed = answer.status < 400
    return {
      name,
      passed,
      found: `${url} says ${answer.status}`,
      advice: passed ? '' : 'Look into its log, then try again.',
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return {
      name,
      passed: false,
      found: `${url}: ${cause}`,
      advice: 'Start it (for Ollama: ollama serve), or mend the address.',
    }
  }
}

function checkPool({
  name,
  available,
  needed,
}: {
  name: string
  available: number
  needed: number
}): PreflightCheck {
  const passed = available >= needed
  const advice = passed ? '' : `Add ${needed - available} more before the run begins.`
  return { name: `pool ${name}`, passed, found: `${available} of ${needed} needed`, advice }
}
