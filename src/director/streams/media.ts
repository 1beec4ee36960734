import { createHash } from 'node:crypto'
import { closeSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { openInside, type Stamp, sameStamp, stampOf, systemCode } from '../../files/index.ts'

export type MediaKind = 'keyframe' | 'video'

/** The file of a segment that is current now. `path` is relative to the stream's folder. */
export type MediaFile = { path: string; name: string; stamp: Stamp }

export const FOLDERS: Readonly<Record<MediaKind, string>> = { keyframe: 'keyframes', video: 'videos' }
const ENDINGS: Readonly<Record<MediaKind, readonly string[]>> = {
  keyframe: ['png', 'jpg', 'jpeg', 'webp'],
  video: ['mp4'],
}
const PIECE = 1024 * 1024

/** The names that a segment's file may have, the first being the one that we write. */
const namesOf = (kind: MediaKind, key: string): string[] =>
  ENDINGS[kind].flatMap((ending) =>
    kind === 'keyframe'
      ? [`segment_${key}.${ending}`, `segment_${key}_keyframe.${ending}`]
      : [`segment_${key}.${ending}`],
  )

export const nameToWrite = (key: string, ending: string): string => `segment_${key}.${ending}`

/** Which keyframes and videos a stream has. `has` goes by the names alone; `file` looks at the file too. */
export type Media = {
  has(kind: MediaKind, key: string): boolean
  file(kind: MediaKind, key: string): MediaFile | undefined
}

/** Looks once at each folder that is asked about, or not even that while its stamp says that no name came or went. */
export function mediaIn(folder: string): Media {
  const looked: Partial<Record<MediaKind, Present>> = {}
  const present = (kind: MediaKind, key: string): readonly string[] => {
    const listing = looked[kind] ?? namesIn(folder, kind)
    looked[kind] = listing
    return listing(key)
  }
  return {
    has: (kind, key) => present(kind, key).length > 0,
    file(kind, key) {
      const found = present(kind, key).flatMap((name) => {
        const stamp = stampOf(join(folder, FOLDERS[kind], name))
        return stamp === undefined ? [] : [{ path: `${FOLDERS[kind]}/${name}`, name, stamp }]
      })
      return found.reduce<MediaFile | undefined>(
        (newest, file) => (newest === undefined || file.stamp.mtimeNs > newest.stamp.mtimeNs ? file : newest),
        undefined,
      )
    },
  }
}

/** The files of a segment that there are, the name that we write first. */
type Present = (key: string) => readonly string[]

type Listing = { stamp: Stamp; present: Present }

const listings = new Map<string, Listing>()
const MAX_LISTINGS = 10_000
/** A folder that changed so shortly ago may change once more under the same time of change. */
const SETTLED_MS = 2000

function namesIn(folder: string, kind: MediaKind): Present {
  const path = join(folder, FOLDERS[kind])
  const stamp = stampOf(path)
  if (stamp === undefined) return NONE
  const known = listings.get(path)
  if (known !== undefined && sameStamp(known.stamp, stamp)) return known.present
  const present = presentIn(new Set(read(path)), kind)
  if (Date.now() - Number(stamp.mtimeNs / 1_000_000n) > SETTLED_MS) {
    // The oldest goes first.
    for (const oldest of listings.size < MAX_LISTINGS ? [] : [...listings.keys()].slice(0, 1))
      listings.delete(oldest)
    listings.set(path, { stamp, present })
  }
  return present
}

const NONE: Present = () => []

/** Each segment is looked for once, as long as no name comes or goes. */
function presentIn(names: ReadonlySet<string>, kind: MediaKind): Present {
  if (names.size === 0) return NONE
  const found = new Map<string, readonly string[]>()
  return (key) => {
    const known = found.get(key) ?? namesOf(kind, key).filter((name) => names.has(name))
    // What isn't there isn't kept: keys come from files that may name anything.
    if (known.length > 0) found.set(key, known)
    return known
  }
}

function read(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return []
    throw error
  }
}

/** One version of a file as text, for a table and an address. */
export const stampText = ({ ino, size, mtimeNs }: Stamp): string => `${ino}-${size}-${mtimeNs}`

/**
 * The hash of a file's bytes, read in pieces through the path gate.
 *
 * @returns undefined when it isn't there or the gate refuses it
 */
export function contentHash(folder: string, path: string): string | undefined {
  const file = openInside(folder, path)
  if (file === undefined) return undefined
  try {
    const hash = createHash('sha256')
    const piece = Buffer.allocUnsafe(PIECE)
    for (let count = readSync(file.fd, piece); count > 0; count = readSync(file.fd, piece)) {
      hash.update(piece.subarray(0, count))
    }
    return hash.digest('hex')
  } finally {
    closeSync(file.fd)
  }
}
