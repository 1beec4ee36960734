import { closeSync, copyFileSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { makeFolder, realPathInside, withLock } from '../../files/index.ts'
import { contentHash, FOLDERS, type MediaKind, mediaIn, nameToWrite } from '../streams/index.ts'
import { readVersionName, type VersionName, versionName } from './version-name.ts'
import { takeAway, WORK_FOLDER, workName } from './work-files.ts'

const KEPT_VERSIONS = 10

/** An earlier file of a segment, by its name in the folder of versions. */
export type KeptVersion = VersionName & { name: string }

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
  makeFolder(join(folder, WORK_FOLDER))
  return join(folder, WORK_FOLDER)
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
  const name = versionName({ until: laterThan(keptVersions(versions)[0]), hash }, extname(path).slice(1))
  try {
    copyFileSync(join(folder, path), join(versions, name))
  } catch (error) {
    // Half a copy would seem to be a version.
    rmSync(join(versions, name), { force: true })
    throw error
  }
  for (const old of keptVersions(versions).slice(KEPT_VERSIONS)) rmSync(join(versions, old.name))
}

/** Now; but when the clock was put back, a moment after the newest version, or that one would seem older than it. */
const laterThan = (newest: KeptVersion | undefined): Date =>
  new Date(Math.max(Date.now(), (newest?.until.getTime() ?? 0) + 1))

/** Newest first. */
const keptVersions = (folder: string): KeptVersion[] =>
  readdirSync(folder)
    .sort()
    .reverse()
    .flatMap((name) => {
      const read = readVersionName(name)
      return read === undefined ? [] : [{ name, ...read }]
    })

/** The earlier versions of a segment's file, newest first. */
export function versionsOf(root: string, stream: string, kind: MediaKind, key: string): KeptVersion[] {
  const folder = realPathInside(root, `${stream}/${versionFolder(kind, key)}`)
  return folder === undefined ? [] : keptVersions(folder)
}

/** The path of a version below the folder of streams, or undefined when the name is none. */
export const versionPath = (
  stream: string,
  kind: MediaKind,
  key: string,
  name: string,
): string | undefined =>
  readVersionName(name) === undefined ? undefined : `${stream}/${versionFolder(kind, key)}/${name}`

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
  const folder = workFolder(root, stream, kind)
  const base = workName('restored')
  const made = join(folder, `${base}${extname(name)}`)
  try {
    copyFileSync(version, made)
    return publish(root, stream, kind, key, { made, ending: extname(name).slice(1) })
  } finally {
    takeAway(folder, base)
  }
}

function flush(path: string): void {
  const fd = openSync(path, 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
