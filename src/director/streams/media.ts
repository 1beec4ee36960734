import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { openInside, type Stamp, stampOf } from '../../files/index.ts'
import { type Listing, listingOf } from './media-listing.ts'

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

/**
 * Which keyframes and videos a stream has. `has` goes by the names alone; `file` looks at the file too. `problems` says
 * what counts as missing although something of that name is there.
 */
export type Media = {
  has(kind: MediaKind, key: string): boolean
  file(kind: MediaKind, key: string): MediaFile | undefined
  problems(): string[]
}

/** Looks once at each folder that is asked about, or not even that while its stamp says that no name came or went. */
export function mediaIn(folder: string): Media {
  const looked: Partial<Record<MediaKind, Listing>> = {}
  const listing = (kind: MediaKind): Listing => {
    const known = looked[kind] ?? listingOf(folder, FOLDERS[kind], ENDINGS[kind])
    looked[kind] = known
    return known
  }
  const present = (kind: MediaKind, key: string) =>
    listing(kind).present(key, (segment) => namesOf(kind, segment))
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
    problems: () => [...listing('keyframe').problems(), ...listing('video').problems()],
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
