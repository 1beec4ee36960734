import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { StoryMonitorError } from '../errors.ts'
import { systemCode, systemReason } from './system-error.ts'

/** What tells one version of a file from the next. */
export type Stamp = { ino: bigint; size: bigint; mtimeNs: bigint }

/** Bigger state files are refused: nothing that is read every second should be. */
export const MAX_STATE_BYTES = 256 * 1024 * 1024

/**
 * Opens a file once and reads all of it from that descriptor: a replacement meanwhile is not seen, not even in part.
 *
 * @param options `maxBytes`: default 256 MiB
 * @returns the bytes and the stamp of that version, or undefined when there is no such file
 * @throws StoryMonitorError TOO_LARGE, or MALFORMED for what is no regular file, or NOT_FOUND when it can't be read
 * @example readFileOnce('/stories/one/_progress.json')?.bytes.toString()
 */
export function readFileOnce(
  path: string,
  options: { maxBytes?: number } = {},
): { bytes: Buffer; stamp: Stamp } | undefined {
  const maxBytes = options.maxBytes ?? MAX_STATE_BYTES
  const fd = openOr(path)
  if (fd === undefined) return undefined
  try {
    return readDescriptor(fd, path, maxBytes)
  } finally {
    closeSync(fd)
  }
}

/** Reads all of an open file, with the stamp of that version. `path` is only for the message. */
export function readDescriptor(fd: number, path: string, maxBytes: number): { bytes: Buffer; stamp: Stamp } {
  const stat = fstatSync(fd, { bigint: true })
  if (!stat.isFile()) throw new StoryMonitorError('MALFORMED', `${path} is not a regular file.`)
  if (stat.size > BigInt(maxBytes)) throw tooLarge(path, Number(stat.size), maxBytes)
  const bytes = readToEnd(fd, Number(stat.size), (size) => {
    if (size > maxBytes) throw tooLarge(path, size, maxBytes)
  })
  return { bytes, stamp: { ino: stat.ino, size: stat.size, mtimeNs: stat.mtimeNs } }
}

/** The stamp of the file as it is now, or undefined when there is none. */
export function stampOf(path: string): Stamp | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stat && { ino: stat.ino, size: stat.size, mtimeNs: stat.mtimeNs }
  } catch {
    return undefined
  }
}

export const sameStamp = (one: Stamp | undefined, other: Stamp | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeNs === other.mtimeNs

function openOr(path: string): number | undefined {
  try {
    // Without O_NONBLOCK, opening a FIFO waits for a writer for ever.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new StoryMonitorError('NOT_FOUND', `Can't read ${path}: ${systemReason(error)}.`, { cause: error })
  }
}

/** Another program may write in place: the size is only a first guess, the end is where a read gives nothing. */
function readToEnd(fd: number, expected: number, check: (size: number) => void): Buffer {
  let buffer = Buffer.allocUnsafe(expected + 1)
  let length = 0
  for (;;) {
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
    const count = readSync(fd, buffer, length, buffer.length - length, null)
    if (count === 0) return buffer.subarray(0, length)
    length += count
    check(length)
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`

const tooLarge = (path: string, size: number, limit: number) =>
  new StoryMonitorError(
    'TOO_LARGE',
    `${path} has ${megabytes(size)}; more than ${megabytes(limit)} is not read. Is it the right file?`,
  )
