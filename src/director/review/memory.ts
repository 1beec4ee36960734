import {
  type Database,
  hashesBelow,
  keepHash,
  keepTexts,
  keptHash,
  originOf,
  originsOf,
} from '../store/index.ts'
import {
  contentHash,
  type MediaFile,
  type MediaKind,
  type Segment,
  type Stream,
  stampText,
} from '../streams/index.ts'
import { textsOf } from './sources.ts'

/** What is known of files: the hash of their content, and what they were made from. */
export type Memory = {
  /** Empty for no file. */
  hashOf(file: MediaFile | undefined): string
  /** What a file was made from; when it is seen for the first time, that is what stands there now. */
  originOf(kind: MediaKind, segment: Segment, fileHash: string, sourceHash: string): string
}

/** Looks each up when it is asked for. */
export function oneByOne(db: Database, { name, folder }: Stream): Memory {
  return {
    hashOf(file) {
      if (file === undefined) return ''
      const read = () => contentHash(folder, file.path)
      return keptHash(db, `${folder}/${file.path}`, stampText(file.stamp), read)
    },
    originOf(kind, segment, fileHash, sourceHash) {
      const thing = { stream: name, segment: segment.key, checkpoint: kind, fileHash }
      const origin = originOf(db, thing, sourceHash)
      if (origin === sourceHash) keepTexts(db, sourceHash, textsOf(kind, segment))
      return origin
    },
  }
}

/** Looks everything up at once; what was not known yet is kept in one go by `keep`. */
export function atOnce(db: Database, stream: Stream, kind: MediaKind): Memory & { keep(): void } {
  const { name, folder } = stream
  const known = { hash: hashesBelow(db, folder), origin: originsOf(db, name, kind) }
  const fresh: (() => void)[] = []
  return {
    hashOf(file) {
      if (file === undefined) return ''
      const [path, stamp] = [`${folder}/${file.path}`, stampText(file.stamp)]
      const found = known.hash(path, stamp)
      if (found !== undefined) return found
      const hash = contentHash(folder, file.path) ?? ''
      fresh.push(() => keepHash(db, path, stamp, hash))
      return hash
    },
    originOf(of, segment, fileHash, sourceHash) {
      const found = known.origin(segment.key, fileHash)
      if (found !== undefined) return found
      fresh.push(() => {
        originOf(db, { stream: name, segment: segment.key, checkpoint: of, fileHash }, sourceHash)
        keepTexts(db, sourceHash, textsOf(of, segment))
      })
      return sourceHash
    },
    keep() {
      if (fresh.length === 0) return
      db.transaction(() => {
        for (const one of fresh) one()
      })
    },
  }
}
