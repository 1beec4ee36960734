import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { StoryMonitorError } from '../errors.ts'
import { systemReason } from './system-error.ts'

/**
 * Appends a line, or several, to a file of lines: all of it, or on an error nothing. A torn last line (of a writer that was killed) is ended first, so that the new
 * line stands on its own.
 *
 * @param line without a line end
 * @param options `rotateBytes`: past this size the file is renamed to `<path>.1` first, replacing the one before;
 * `flush` (default false): wait until the disk has it
 * @throws StoryMonitorError WRITE_FAILED
 * @example appendLine('/stories/one/_history.jsonl', '{"seq":1}')
 */
export function appendLine(
  path: string,
  line: string,
  options: { rotateBytes?: number; flush?: boolean } = {},
): void {
  try {
    const size = appendTo(path, line, options.flush === true)
    if (options.rotateBytes !== undefined && size > options.rotateBytes) renameSync(path, `${path}.1`)
  } catch (error) {
    throw new StoryMonitorError('WRITE_FAILED', `Can't append to ${path}: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}

/**
 * Waits until the disk has what was appended to a file, for a caller that appends often and flushes now and then.
 *
 * @throws StoryMonitorError WRITE_FAILED
 * @example flushFile('/runs/one/_segments.jsonl')
 */
export function flushFile(path: string): void {
  try {
    const fd = openSync(path, 'r+')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw new StoryMonitorError('WRITE_FAILED', `Can't flush ${path} to the disk: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}

function appendTo(path: string, line: string, flush: boolean): number {
  const fd = openSync(path, 'a+')
  try {
    const { size } = fstatSync(fd)
    const bytes = Buffer.from(`${endsClean(fd, size) ? '' : '\n'}${line}\n`, 'utf8')
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written)
    } catch (error) {
      takeBack(fd, size, written)
      throw error
    }
    if (flush) fsyncSync(fd)
    return size + bytes.length
  } finally {
    closeSync(fd)
  }
}

/** The part of a line that still went onto a full disk, unless somebody has appended behind it. */
function takeBack(fd: number, size: number, written: number): void {
  if (written > 0 && fstatSync(fd).size === size + written) ftruncateSync(fd, size)
}

function endsClean(fd: number, size: number): boolean {
  if (size === 0) return true
  const last = Buffer.alloc(1)
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === 10
}
