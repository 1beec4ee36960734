import { closeSync, openSync, readSync } from 'node:fs'
import { systemCode } from './system-error.ts'

const PIECE_BYTES = 64 * 1024
const LINE_END = 10

/** Single lines of a file of JSON lines, read where they begin. */
export type LineReader = {
  /** @returns what the line says, or undefined where no whole JSON stands there */
  at(offset: number): unknown
  close(): void
}

/**
 * Opens a file of JSON lines for reading single ones. Lines that stand one after the other cost one read in many.
 *
 * @returns no file reads as no lines
 * @example openLines('/runs/one/_segments.jsonl').at(0)
 */
export function openLines(path: string): LineReader {
  const fd = openOrNone(path)
  if (fd === undefined) return { at: () => undefined, close: () => {} }
  let piece: Buffer = Buffer.alloc(0)
  let from = 0
  const lineFrom = (offset: number): Buffer | undefined => {
    const start = offset - from
    const end = start < 0 || start >= piece.length ? -1 : piece.indexOf(LINE_END, start)
    return end === -1 ? undefined : piece.subarray(start, end)
  }
  const read = (offset: number): Buffer => {
    for (let size = PIECE_BYTES; ; size *= 2) {
      const buffer = Buffer.allocUnsafe(size)
      piece = buffer.subarray(0, readSync(fd, buffer, 0, size, offset))
      from = offset
      const line = lineFrom(offset)
      if (line !== undefined) return line
      if (piece.length < size) return piece
    }
  }
  return {
    at: (offset) => parsed((lineFrom(offset) ?? read(offset)).toString('utf8')),
    close: () => closeSync(fd),
  }
}

function openOrNone(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
