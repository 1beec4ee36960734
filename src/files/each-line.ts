import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { StoryMonitorError } from '../errors.ts'
import { systemCode, systemReason } from './system-error.ts'

const PIECE_BYTES = 1024 * 1024
const LINE_END = 10

/**
 * Hands each line of a file of JSON lines to a visitor, in pieces: a file of any length takes constant memory.
 *
 * @param visit told the value, its text, and where the line begins: `openLines` reads it there again
 * @returns how many lines could not be parsed; no file reads as no lines
 * @throws StoryMonitorError NOT_FOUND when the file is there but can't be read, MALFORMED when it is no regular file;
 * what the visitor throws
 * @example eachJsonLine('/runs/one/_segments.jsonl', (line) => count++)
 */
export function eachJsonLine(
  path: string,
  visit: (value: unknown, text: string, offset: number) => void,
): { skipped: number } {
  const fd = openOr(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fd === undefined) return { skipped: 0 }
  let skipped = 0
  try {
    // A device such as /dev/zero never comes to an end.
    if (!fstatSync(fd).isFile()) throw new StoryMonitorError('MALFORMED', `${path} is not a regular file.`)
    eachText(fd, (text, offset) => {
      if (text === '' || text.trim() === '') return
      const line = parsed(text)
      if (line === undefined) skipped += 1
      else visit(line.value, text, offset)
    })
  } finally {
    closeSync(fd)
  }
  return { skipped }
}

/**
 * Cuts off the last line of a file where a writer was killed in the middle of it, so that every line stands whole. A last
 * line that is whole but for its line end stays.
 *
 * @returns the number of bytes that were cut off, 0 when nothing was torn or there is no file
 * @throws StoryMonitorError WRITE_FAILED
 * @example cutTornLine('/runs/one/_segments.jsonl') // 0
 */
export function cutTornLine(path: string): number {
  const fd = openOr(path, constants.O_RDWR | constants.O_NONBLOCK)
  if (fd === undefined) return 0
  try {
    const { size } = fstatSync(fd)
    const start = lastLineStart(fd, size)
    const tail = Buffer.alloc(size - start)
    readSync(fd, tail, 0, tail.length, start)
    if (tail.length === 0 || parsed(tail.toString('utf8')) !== undefined) return 0
    ftruncateSync(fd, start)
    fsyncSync(fd)
    return tail.length
  } catch (error) {
    throw new StoryMonitorError('WRITE_FAILED', `Can't repair ${path}: ${systemReason(error)}.`, {
      cause: error,
    })
  } finally {
    closeSync(fd)
  }
}

function openOr(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw new StoryMonitorError('NOT_FOUND', `Can't read ${path}: ${systemReason(error)}.`, { cause: error })
  }
}

/** Pieces are cut at line ends as bytes and then decoded, so that no letter is torn where two pieces meet. */
function eachText(fd: number, visit: (text: string, offset: number) => void): void {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES)
  let rest: Buffer[] = []
  let offset = 0
  for (;;) {
    const piece = buffer.subarray(0, readSync(fd, buffer, 0, PIECE_BYTES, null))
    if (piece.length === 0) break
    const end = piece.lastIndexOf(LINE_END) + 1
    if (end > 0) {
      const whole = piece.subarray(0, end)
      const bytes = rest.length === 0 ? whole : Buffer.concat([...rest, whole])
      eachLineOf(bytes, offset, visit)
      offset += bytes.length
      rest = []
    }
    if (end < piece.length) rest.push(Buffer.from(piece.subarray(end)))
  }
  if (rest.length > 0) visit(Buffer.concat(rest).toString('utf8'), offset)
}

function eachLineOf(bytes: Buffer, from: number, visit: (text: string, offset: number) => void): void {
  const text = bytes.toString('utf8')
  // Where each letter is one byte, and that is nearly always, the text itself says where its lines begin.
  if (text.length === bytes.length) {
    let offset = from
    for (const line of text.split('\n')) {
      visit(line, offset)
      offset += line.length + 1
    }
    return
  }
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, start)
    visit(bytes.toString('utf8', start, end), from + start)
    start = end + 1
  }
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function lastLineStart(fd: number, size: number): number {
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - PIECE_BYTES)
    const count = readSync(fd, piece, 0, end - start, start)
    const found = piece.subarray(0, count).lastIndexOf(LINE_END)
    if (found !== -1) return start + found + 1
    end = start
  }
  return 0
}
