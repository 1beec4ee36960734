import { createHash } from 'node:crypto'
import { close, read } from 'node:fs'
import { promisify } from 'node:util'
import { openInside } from '../../files/index.ts'
import { type Database, hashesBelow, keepHash } from '../store/index.ts'
import { type MediaFile, type MediaKind, type Stream, stampText } from '../streams/index.ts'

const PIECE = 1024 * 1024

/**
 * Reads the files whose content is not known yet, without holding up other requests: a new film of 2 GB takes seconds.
 * After it, judging them only looks into the database.
 */
export async function readAhead(db: Database, stream: Stream, kinds: readonly MediaKind[]): Promise<void> {
  const known = hashesBelow(db, stream.folder)
  const pathOf = (file: MediaFile) => `${stream.folder}/${file.path}`
  const files = (stream.spec?.segments ?? [])
    .flatMap((segment) => kinds.map((kind) => stream.media(kind, segment)))
    .filter((file) => file !== undefined)
    .filter((file) => known(pathOf(file), stampText(file.stamp)) === undefined)
  const read: { file: MediaFile; hash: string }[] = []
  for (const file of files) read.push({ file, hash: await hashOfFile(stream.folder, file.path) })
  if (read.length === 0) return
  db.transaction(() => {
    for (const { file, hash } of read) keepHash(db, pathOf(file), stampText(file.stamp), hash)
  })
}

const [readPiece, closeFile] = [promisify(read), promisify(close)]

async function hashOfFile(folder: string, path: string): Promise<string> {
  const file = openInside(folder, path)
  if (file === undefined) return ''
  try {
    const hash = createHash('sha256')
    const piece = Buffer.allocUnsafe(PIECE)
    for (;;) {
      const { bytesRead } = await readPiece(file.fd, piece, 0, PIECE, null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, bytesRead))
    }
  } finally {
    await closeFile(file.fd)
  }
}
