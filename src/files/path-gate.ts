import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync, type Stats } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'

export type OpenFile = { fd: number; stat: Stats; path: string }

/**
 * The one gate for paths that come from outside: opens a regular file inside a folder for reading, or nothing.
 *
 * Refused are absolute and climbing paths, dotfiles and what lies in dot folders, NUL bytes, backslashes, symbolic links
 * that leave the folder, and everything that is no regular file. The caller reads from the descriptor and closes it.
 *
 * @param root the folder
 * @param path relative, with forward slashes, already decoded
 * @example openInside('/stories/one', 'cards/1.png')?.stat.size
 */
export function openInside(root: string, path: string): OpenFile | undefined {
  const real = realPathInside(root, path)
  if (real === undefined) return undefined
  const fd = tryTo(() => openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW))
  if (fd === undefined) return undefined
  const stat = tryTo(() => fstatSync(fd))
  // A folder on the way may have become a symbolic link after realpath: ask what was really opened.
  if (stat?.isFile() !== true || openedElsewhere(fd, root)) {
    closeSync(fd)
    return undefined
  }
  return { fd, stat, path: real }
}

/**
 * The real path of something inside a folder, or undefined when it isn't there or the gate refuses it.
 *
 * @example realPathInside('/stories', '../etc/passwd') // undefined
 */
export function realPathInside(root: string, path: string): string | undefined {
  if (path.includes('\0') || path.includes('\\') || isAbsolute(path)) return undefined
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.some(isHidden)) return undefined
  const realRoot = tryTo(() => realpathSync.native(root))
  const real = tryTo(() => realpathSync.native(join(root, ...parts)))
  if (realRoot === undefined || real === undefined || !isInside(realRoot, real)) return undefined
  return real
}

const isHidden = (part: string) => part.startsWith('.')

function isInside(realRoot: string, real: string): boolean {
  const way = relative(realRoot, real)
  return !isAbsolute(way) && !way.split(sep).some(isHidden)
}

function openedElsewhere(fd: number, root: string): boolean {
  if (process.platform !== 'linux') return false
  const opened = tryTo(() => readlinkSync(`/proc/self/fd/${fd}`))
  const realRoot = tryTo(() => realpathSync.native(root))
  if (opened === undefined) return false
  // A file that was replaced since then is the old version of one inside.
  const path = opened.replace(/ \(deleted\)$/, '')
  return realRoot === undefined || !isInside(realRoot, path)
}

/** Not there, not allowed, or gone meanwhile: for the gate that is all the same. */
function tryTo<Value>(look: () => Value): Value | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
