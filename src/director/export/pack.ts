import { createHash } from 'node:crypto'
import { closeSync, createReadStream, fstatSync } from 'node:fs'
import { makeZip } from 'client-zip'
import { openInside } from '../../files/index.ts'

/** A file of the stream that goes into the archive, if it is still the one that was approved. */
export type Part = {
  /** Its path in the stream's folder. */
  path: string
  /** The SHA-256 of its bytes, as lower-case hex. */
  hash: string
}

/** A text that is made for the archive. */
export type Text = { path: string; text: string }

/** A file came to be another one while it was packed: the archive can't be finished. */
export class ChangedWhilePacking extends Error {}

/**
 * Packs files of a stream into a ZIP, one after the other as the reader takes it: whatever they weigh, little of them is
 * in memory. Each is hashed on its way: a ZIP that comes to its end holds what was approved.
 *
 * @param root the folder of streams
 * @throws ChangedWhilePacking on the way
 */
export async function* packed(
  root: string,
  stream: string,
  parts: readonly Part[],
  texts: readonly Text[],
): AsyncGenerator<Uint8Array> {
  const reader = makeZip(entries(root, stream, parts, texts)).getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel()
  }
}

async function* entries(root: string, stream: string, parts: readonly Part[], texts: readonly Text[]) {
  const top = safeName(stream)
  for (const { path, hash } of parts) {
    const file = openInside(root, `${stream}/${path}`)
    if (file === undefined) throw new ChangedWhilePacking(`${path} is not there any more.`)
    const { size, mtime } = fstatSync(file.fd)
    yield {
      name: `${top}/${path.split('/').map(safeName).join('/')}`,
      lastModified: mtime,
      size,
      input: checked(file.fd, path, hash),
    }
  }
  for (const { path, text } of texts) {
    yield { name: `${top}/${path}`, lastModified: new Date(), input: text }
  }
}

async function* checked(fd: number, path: string, wanted: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream('', { fd, autoClose: false })) {
      if (!(piece instanceof Uint8Array)) continue
      hash.update(piece)
      yield piece
    }
  } finally {
    closeSync(fd)
  }
  if (hash.digest('hex') !== wanted) throw new ChangedWhilePacking(`${path} changed while it was packed.`)
}

/**
 * One part of a path that every system can unpack, and that never leads out of where it is unpacked.
 *
 * @example safeName('..\\evil: x') // '_evil_ x'
 */
export const safeName = (name: string): string =>
  name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what has to go
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/^\.+/, '')
    .replace(/[ .]+$/, '') || '_'
