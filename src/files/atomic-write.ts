import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { HOST_TAG, identityOf } from './identity.ts'
import type { Stamp } from './read-once.ts'
import { systemReason } from './system-error.ts'

const { O_CREAT, O_EXCL, O_WRONLY } = constants
const RIGHTS = 0o777

/**
 * Replaces a file whole: a reader sees the old text or the new one, never a part, and on any error the old one stays.
 * The new file has the old one's rights.
 *
 * @param path the file; its folder must exist
 * @param content text (written as UTF-8) or bytes
 * @param options `flush` (default false): wait until the disk has it, so that it survives a power cut too
 * @returns the stamp of the version that was written
 * @throws StoryMonitorError WRITE_FAILED with the system's error as cause
 * @example writeFileAtomic('/stories/one/_progress.json', '{}\n')
 */
export function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: { flush?: boolean } = {},
): Stamp {
  const temporary = join(dirname(path), temporaryName(basename(path)))
  let fd: number | undefined
  let made = false
  try {
    const rights = rightsOf(path)
    // Opened with no more rights than the old file has: nobody reads in the temp file what is closed to them.
    fd = openSync(temporary, O_CREAT | O_EXCL | O_WRONLY, rights ?? 0o666)
    made = true
    writeAll(fd, typeof content === 'string' ? Buffer.from(content, 'utf8') : content)
    if (options.flush === true) fsyncSync(fd)
    const { ino, size, mtimeNs, mode } = fstatSync(fd, { bigint: true })
    if (rights !== undefined && (Number(mode) & RIGHTS) !== rights) fchmodSync(fd, rights)
    const whole = fd
    fd = undefined
    closeSync(whole)
    renameSync(temporary, path)
    return { ino, size, mtimeNs }
  } catch (error) {
    if (fd !== undefined) attempt(() => closeSync(Number(fd)))
    if (made) attempt(() => unlinkSync(temporary))
    throw new StoryMonitorError(
      'WRITE_FAILED',
      `Can't write ${path}: ${systemReason(error)}. The file is as it was before.`,
      { cause: error },
    )
  }
}

function rightsOf(path: string): number | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  return mode === undefined ? undefined : mode & RIGHTS
}

/** A short write is no error to the system: only the count tells, and the next write tells why. */
function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written)
}

/** The first error is the one to report; what fails while tidying up is left to the sweep of orphans. */
function attempt(tidy: () => void): void {
  try {
    tidy()
  } catch {
    return
  }
}

let owner: string | undefined
let counter = 0
const random = randomBytes(4).toString('hex')

/** Names the process in it, so that the sweep can tell an orphan from a write that is going on. */
function temporaryName(base: string): string {
  owner ??= `${HOST_TAG}~${process.pid}~${identityOf().processStartId ?? ''}`
  counter += 1
  return `.${base.slice(0, 80)}~${owner}~${random}${counter.toString(36)}.tmp`
}

/** What a temp file's name tells, or undefined for a name that isn't one of ours. */
export function readTemporaryName(
  name: string,
): { hostTag: string; pid: number; processStartId: string } | undefined {
  const match = /^\..*~([0-9a-f]{6})~(\d+)~([\w-]*)~[0-9a-z]+\.tmp$/.exec(name)
  if (!match) return undefined
  return { hostTag: match[1] ?? '', pid: Number(match[2]), processStartId: match[3] ?? '' }
}
