import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  realPathInside,
  type Stamp,
  sameStamp,
  stampOf,
  systemCode,
  systemReason,
} from '../../files/index.ts'

/** What a folder of keyframes or videos holds. */
export type Listing = {
  /** Which of a segment's names, told in the order of their worth, stand for a regular file inside the stream. */
  present(segment: string, names: (segment: string) => readonly string[]): readonly string[]
  /** What has the name of a medium and is no such file, in words. */
  problems(): readonly string[]
}

const NOTHING: Listing = { present: () => [], problems: () => [] }

const kept = new Map<string, { stamp: Stamp; listing: Listing }>()
const MAX_KEPT = 10_000
/** A folder that changed so shortly ago may change once more under the same time of change. */
const SETTLED_MS = 2000

/**
 * Looks into a folder of media, or not even that while its stamp says that no name came or went.
 *
 * @param stream the stream's folder
 * @param within the folder's name in it
 * @param endings of media, without a dot
 */
export function listingOf(stream: string, within: string, endings: readonly string[]): Listing {
  const path = join(stream, within)
  const stamp = stampOf(path)
  if (stamp === undefined) return NOTHING
  const known = kept.get(path)
  if (known !== undefined && sameStamp(known.stamp, stamp)) return known.listing
  const listing = read(stream, within, endings)
  if (Date.now() - Number(stamp.mtimeNs / 1_000_000n) > SETTLED_MS) {
    // The oldest goes first.
    for (const oldest of kept.size < MAX_KEPT ? [] : [...kept.keys()].slice(0, 1)) kept.delete(oldest)
    kept.set(path, { stamp, listing })
  }
  return listing
}

function read(stream: string, within: string, endings: readonly string[]): Listing {
  const called = `${basename(stream)}/${within}`
  const broken = (reason: string): Listing => ({
    present: () => [],
    problems: () => [`${called} ${reason}, so all of it counts as missing.`],
  })
  if (realPathInside(stream, within) === undefined) return broken('is a link that leads out of the stream')
  let entries: Dirent[]
  try {
    entries = readdirSync(join(stream, within), { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return NOTHING
    return broken(`can't be read: ${systemReason(error)}`)
  }
  const files = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name))
  const others = new Map(entries.filter((entry) => !entry.isFile()).map((entry) => [entry.name, entry]))
  const faultOf = (name: string): string | undefined => {
    const entry = others.get(name)
    if (entry === undefined) return undefined
    if (entry.isSymbolicLink()) return linkFault(stream, `${within}/${name}`)
    return entry.isDirectory() ? 'it is a folder' : 'it is a pipe or a device'
  }
  const isMedium = (name: string) =>
    name.startsWith('segment_') && endings.some((ending) => name.endsWith(`.${ending}`))
  const suspects = [...others.keys()].filter(isMedium).sort()
  // A link stays under one stamp while what it leads to comes and goes, so it is looked at each time.
  const isPresent = (name: string) => files.has(name) || (others.has(name) && faultOf(name) === undefined)
  const isEmpty = files.size === 0 && suspects.length === 0
  // Each segment is looked for once, as long as no name comes or goes.
  const found = new Map<string, readonly string[]>()
  return {
    present(segment, namesOf) {
      if (isEmpty) return []
      const known = found.get(segment)
      if (known !== undefined) return known
      const names = namesOf(segment)
      const there = names.filter(isPresent)
      // What isn't there isn't kept: keys come from files that may name anything.
      if (there.length > 0 && !names.some((name) => others.has(name))) found.set(segment, there)
      return there
    },
    problems: () => {
      const faults = suspects.flatMap((name) => {
        const fault = faultOf(name)
        return fault === undefined ? [] : [{ name, fault }]
      })
      const [first, ...more] = faults
      if (first === undefined) return []
      const rest =
        more.length === 0
          ? ''
          : ` ${more.length} more there ${more.length === 1 ? 'is' : 'are'} no file either.`
      return [`${called}/${first.name} counts as missing: ${first.fault}. Put the file itself there.${rest}`]
    },
  }
}

function linkFault(stream: string, path: string): string | undefined {
  const real = realPathInside(stream, path)
  if (real !== undefined) {
    const isFile = lstatSync(real, { throwIfNoEntry: false })?.isFile() === true
    return isFile ? undefined : 'it is a link to what is no file'
  }
  const leads = stampOf(join(stream, path)) !== undefined
  return leads ? 'it is a link that leads out of the stream' : 'it is a link that leads nowhere'
}
