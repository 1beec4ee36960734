import { createHash } from 'node:crypto'
import { closeSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { openInside, readInside, realPathInside } from '../files/index.ts'

/** What stands at an artifact's path: `bytes` is missing when there is no file, `sha256` when it is too big to read. */
export type ArtifactCheck = { path: string; bytes?: number; sha256?: string }

/** Bigger files are known by their size alone: a tool call must not read a film. */
const MAX_HASHED_BYTES = 64 * 1024 * 1024

/**
 * Looks at the file of an artifact, through the path gate.
 *
 * @param root the project folder, to which artifact paths are relative
 * @throws StoryMonitorError OUTSIDE_FOLDER for a path that leaves the folder, or leads through a dot folder
 * @example lookAt('/book', 'workspace/artifacts/scene-0204-draft.md').bytes // 5120
 */
export function lookAt(root: string, name: string, path: string): ArtifactCheck {
  checkPath(root, name, path)
  const file = openInside(root, path)
  if (file === undefined) return { path }
  closeSync(file.fd)
  if (file.stat.size > MAX_HASHED_BYTES) return { path, bytes: file.stat.size }
  const bytes = readInside(root, path, { maxBytes: MAX_HASHED_BYTES })?.bytes
  if (bytes === undefined) return { path }
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** The same for a path that a state names: one that leads out of the folder is no error of the caller's. */
export function look(root: string, name: string, path: string): ArtifactCheck | 'outside' {
  try {
    return lookAt(root, name, path)
  } catch (error) {
    if (error instanceof StoryMonitorError && error.code === 'OUTSIDE_FOLDER') return 'outside'
    throw error
  }
}

/**
 * Checks that a path stays in the project folder; the file itself may not be there yet.
 *
 * @param name of the argument, for the message
 * @throws StoryMonitorError OUTSIDE_FOLDER
 */
export function checkPath(root: string, name: string, path: string): void {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const climbs =
    path.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(path) || parts.some((part) => part.startsWith('.'))
  const real = climbs || parts.length === 0 ? undefined : realPathInside(root, parts.join('/'))
  // The gate gives nothing for what isn't there too; only a path that is there and refused leads elsewhere.
  if (climbs || parts.length === 0 || (real === undefined && existsSync(join(root, ...parts)))) {
    throw new StoryMonitorError(
      'OUTSIDE_FOLDER',
      `${name}: ${JSON.stringify(path.slice(0, 200))} is not a path inside ${root}. Give one relative to that folder, with forward slashes and without .. or dot folders.`,
    )
  }
}
