import { closeSync, copyFileSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { makeFolder, realPathInside, withLock } from '../../files/index.ts'
import { contentHash, FOLDERS, type MediaKind, mediaIn, nameToWrite } from '../streams/index.ts'

const KEPT_VERSIONS = 10
const VERSION_NAME = /^\d{8}T\d{9}Z-[0-9a-f]{12}\.(png|jpg|jpeg|webp|mp4)$/

/** Where a generation writes to: beside the files that it may replace, hidden from everybody. */
export function workFolder(root: string, stream: string, kind: MediaKind): string {
  makeFolder(join(root, stream, FOLDERS[kind]))
  const folder = realPathInside(root, `${stream}/${FOLDERS[kind]}`)
  if (folder === undefined) {
    throw new StoryMonitorError(
      'OUTSIDE_FOLDER',
      `${stream}/${FOLDERS[kind]} leads out of the streams. Make it a folder.`,
    )
  }
  makeFolder(join(folder, '.generating'))
  return join(folder, '.generating')
}

/**
 * Makes a finished file the current one of a segment. The one before becomes a version, of which the last ten are kept.
 *
 * @param file `made` lies in the work folder and is moved; `ending` says what it is, e.g. `png`
 * @returns the new file's hash
 */
export function publish(
  root: string,
  stream: string,
  kind: MediaKind,
  key: string,
  { made, ending }: { made: string; ending: string },
): string {
  const folder = join(root, stream)
  const target = join(folder, FOLDERS[kind], nameToWrite(key, ending))
  return withLock(join(folder, FOLDERS[kind], `segment_${key}`), () => {
    const current = mediaIn(folder).file(kind, key)
    const hash = contentHash(folder, current?.path ?? '')
    if (current !== undefined && hash !== undefined) keepVersion(folder, kind, key, current.path, hash)
    flush(made)
    renameSync(made, target)
    if (current !== undefined && join(folder, current.path) !== target) rmSync(join(folder, current.path))
    return contentHash(folder, `${FOLDERS[kind]}/${nameToWrite(key, ending)}`) ?? ''
  })
}

const versionFolder = (kind: MediaKind, key: string) => `versions/${kind}_${key}`

function keepVersion(folder: string, kind: MediaKind, key: string, path: string, hash: string): void {
  const versions = join(folder, versionFolder(kind, key))
  makeFolder(versions)
  const at = laterThan(versionNames(versions)[0]).toISOString().replaceAll(/[-:.]/g, '')
  copyFileSync(join(folder, path), join(versions, `${at}-${hash.slice(0, 12)}${extname(path)}`))
  for (const name of versionNames(versions).slice(KEPT_VERSIONS)) rmSync(join(versions, name))
}

/** Now; but when the clock was put back, a moment after the newest version, or that one would seem older than it. */
function laterThan(newest: string | undefined): Date {
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(newest ?? '')?.slice(1) ?? []
  const [year, month, day, hour, minute, second, millisecond] = digits
  const last = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`)
  return new Date(Math.max(Date.now(), Number.isNaN(last) ? 0 : last + 1))
}

/** Newest first. */
const versionNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => VERSION_NAME.test(name))
    .sort()
    .reverse()

/** The earlier versions of a segment's file, newest first. */
export function versionsOf(root: string, stream: string, kind: MediaKind, key: string): string[] {
  const folder = realPathInside(root, `${stream}/${versionFolder(kind, key)}`)
  return folder === undefined ? [] : versionNames(folder)
}

/** The path of a version below the folder of streams, or undefined when the name is none. */
export const versionPath = (
  stream: string,
  kind: MediaKind,
  key: string,
  name: string,
): string | undefined =>
  VERSION_NAME.test(name) ? `${stream}/${versionFolder(kind, key)}/${name}` : undefined

/** Makes an earlier version the current file again; the current one becomes a version. */
export function restore(
  root: string,
  stream: string,
  kind: MediaKind,
  key: string,
  name: string,
): string | undefined {
  const path = versionPath(stream, kind, key, name)
  const version = path === undefined ? undefined : realPathInside(root, path)
  if (version === undefined) return undefined
  const copy = join(workFolder(root, stream, kind), `restored-${process.pid}-${name}`)
  copyFileSync(version, copy)
  return publish(root, stream, kind, key, { made: copy, ending: extname(name).slice(1) })
}

function flush(path: string): void {
  const fd = openSync(path, 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
