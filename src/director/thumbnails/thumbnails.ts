import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { makeFolder, readInside, stampOf, writeFileAtomic } from '../../files/index.ts'
import { makeRoom } from './room.ts'
import { loadShrink, type Shrink } from './shrink.ts'

/** What to show for a picture: a small file of ours, the picture itself, or that it can't be read. */
export type Thumbnail = { kind: 'small'; name: string } | { kind: 'whole' } | { kind: 'broken' }

export type Thumbnails = {
  /** Where the small files lie. */
  folder: string
  /** @param hash of the picture's content: what has the same content has the same small picture */
  of(hash: string, root: string, path: string): Promise<Thumbnail>
}

const AT_ONCE = 2
const MAX_BYTES = 64 * 1024 * 1024
const MOST = { files: 4000, bytes: 256 * 1024 * 1024 }
const ROOM_EVERY = 100
const BROKEN_KEPT = 1000

/**
 * Keeps small pictures in a folder of their own, never more than 4,000 or 256 MB; the oldest go first.
 *
 * @param load where sharp comes from; without it the whole pictures are shown
 * @example const thumbnails = keepThumbnails('./director.db-thumbnails')
 */
export function keepThumbnails(
  folder: string,
  { load = loadShrink, most = MOST }: { load?: () => Promise<Shrink | undefined>; most?: typeof MOST } = {},
): Thumbnails {
  const underWay = new Map<string, Promise<Thumbnail>>()
  const broken = new Set<string>()
  const turn = turns(AT_ONCE)
  let shrink: Promise<Shrink | undefined> | undefined
  let made = 0

  const make = async (name: string, root: string, path: string): Promise<Thumbnail> => {
    shrink ??= load()
    const small = await shrink
    if (small === undefined) return { kind: 'whole' }
    const picture = readInside(root, path, { maxBytes: MAX_BYTES })
    if (picture === undefined) return { kind: 'broken' }
    const bytes = await small(picture.bytes).catch(() => undefined)
    if (bytes === undefined) {
      if (broken.size < BROKEN_KEPT) broken.add(name)
      return { kind: 'broken' }
    }
    makeFolder(folder)
    writeFileAtomic(join(folder, name), bytes)
    made += 1
    if (made % ROOM_EVERY === 0 || made === 1) makeRoom(folder, most)
    return { kind: 'small', name }
  }

  return {
    folder,
    async of(hash, root, path) {
      const name = `${hash}.webp`
      if (broken.has(name)) return { kind: 'broken' }
      if (stampOf(join(folder, name)) !== undefined) return { kind: 'small', name }
      const waiting = underWay.get(name)
      if (waiting !== undefined) return waiting
      const job = turn(() => make(name, root, path))
        .catch((error): Thumbnail => {
          // Too large a picture, or no room for a small one: neither is a reason to show nothing.
          if (error instanceof StoryMonitorError) return { kind: 'whole' }
          throw error
        })
        .finally(() => underWay.delete(name))
      underWay.set(name, job)
      return job
    },
  }
}

/** Lets only a few pieces of work run at once; the others wait for their turn. */
function turns(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
