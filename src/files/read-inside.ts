import { closeSync } from 'node:fs'
import { openInside } from './path-gate.ts'
import { MAX_STATE_BYTES, readDescriptor, type Stamp } from './read-once.ts'

/**
 * Reads a whole file whose path comes from outside: through the path gate, from the descriptor that the gate opened.
 *
 * @param path relative, with forward slashes, already decoded
 * @param options `maxBytes`: default 256 MiB; `calledAs`: how a message calls the file, default its real path
 * @returns undefined when it isn't there or the gate refuses it
 * @throws StoryMonitorError TOO_LARGE
 * @example readInside('/stories', 'night-train/_progress.json')?.bytes.toString()
 */
export function readInside(
  root: string,
  path: string,
  options: { maxBytes?: number; calledAs?: string } = {},
): { bytes: Buffer; stamp: Stamp } | undefined {
  const file = openInside(root, path)
  if (file === undefined) return undefined
  try {
    return readDescriptor(file.fd, options.calledAs ?? file.path, options.maxBytes ?? MAX_STATE_BYTES)
  } finally {
    closeSync(file.fd)
  }
}
