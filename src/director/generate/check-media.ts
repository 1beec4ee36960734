import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { StoryMonitorError } from '../../errors.ts'
import { systemReason } from '../../files/index.ts'
import type { MediaKind } from '../streams/index.ts'

/** A file opened for a look: pieces of it by their place. */
type Look = { size: number; at(place: number, length: number): Buffer }

type Format = {
  ending: string
  kind: MediaKind
  fits(head: Buffer): boolean
  /** Whether it is whole, as far as its own structure tells. */
  isWhole(file: Look): boolean
}

const PIECE = 1024 * 1024
/** Some cameras and tools pad a JPEG behind its end. */
const JPEG_END_WITHIN = 4096

const FORMATS: readonly Format[] = [
  {
    ending: 'png',
    kind: 'keyframe',
    fits: (head) => head.subarray(0, 8).toString('hex') === '89504e470d0a1a0a',
    isWhole: isWholePng,
  },
  {
    ending: 'jpg',
    kind: 'keyframe',
    fits: (head) => head.subarray(0, 3).toString('hex') === 'ffd8ff',
    isWhole: (file) => {
      const length = Math.min(JPEG_END_WITHIN, file.size)
      return file.at(file.size - length, length).lastIndexOf(Buffer.from([0xff, 0xd9])) > 0
    },
  },
  {
    ending: 'webp',
    kind: 'keyframe',
    fits: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
    isWhole: (file) => file.at(4, 4).readUInt32LE() + 8 <= file.size,
  },
  {
    ending: 'mp4',
    kind: 'video',
    fits: (head) => head.toString('latin1', 4, 8) === 'ftyp',
    isWhole: isWholeMp4,
  },
]

/**
 * Looks whether a file is a picture or a film, and whole: its structure is read, not its points. A generator that ran out
 * of disk or was interrupted leaves files that begin well.
 *
 * @returns the ending that such a file has, e.g. `png`
 * @throws StoryMonitorError MALFORMED with what is wrong
 * @example checkMedia('/streams/one/keyframes/.generating/7.png', 'keyframe') // 'png'
 */
export function checkMedia(path: string, kind: MediaKind): string {
  const fd = openMade(path)
  try {
    const file: Look = {
      size: fstatSync(fd).size,
      at(place, length) {
        const piece = Buffer.alloc(length)
        return piece.subarray(0, readSync(fd, piece, 0, length, place))
      },
    }
    const head = file.at(0, 16)
    const format = FORMATS.find((one) => one.kind === kind && one.fits(head))
    const what = kind === 'keyframe' ? 'PNG, JPEG or WebP picture' : 'MP4 film'
    if (format === undefined) throw wrong(`What the generator wrote is no ${what}.`)
    if (!isWholeOrShort(format, file)) {
      throw wrong(
        `What the generator wrote is a broken ${format.ending.toUpperCase()}: it is cut short or damaged.`,
      )
    }
    return format.ending
  } finally {
    closeSync(fd)
  }
}

/** Only a file of its own is taken: a link would show what somebody else may change or take away. */
function openMade(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw wrong('The generator ended well but wrote no file.')
  if (!stat.isFile()) {
    const what = stat.isSymbolicLink() ? 'a link' : stat.isDirectory() ? 'a folder' : 'a pipe or a device'
    throw wrong(`The generator left ${what} where its file belongs. Let it write the file itself.`)
  }
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    throw wrong(`What the generator wrote can't be read: ${systemReason(cause)}.`)
  }
}

function isWholeOrShort(format: Format, file: Look): boolean {
  try {
    return format.isWhole(file)
  } catch (error) {
    // A number that should stand behind the end of the file.
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Every chunk has its checksum; there is a size, something drawn, and the end mark. */
function isWholePng(file: Look): boolean {
  const seen = new Set<string>()
  for (let place = 8; place + 12 <= file.size; ) {
    const head = file.at(place, 8)
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4, 8)
    if (place + 12 + length > file.size) return false
    if (
      type === 'IHDR' &&
      (file.at(place + 8, 4).readUInt32BE() === 0 || file.at(place + 12, 4).readUInt32BE() === 0)
    ) {
      return false
    }
    let sum = crc32(head.subarray(4))
    for (let at = 0; at < length; at += PIECE) {
      sum = crc32(file.at(place + 8 + at, Math.min(PIECE, length - at)), sum)
    }
    if (sum !== file.at(place + 8 + length, 4).readUInt32BE()) return false
    seen.add(type)
    if (type === 'IEND') return seen.has('IHDR') && seen.has('IDAT')
    place += 12 + length
  }
  return false
}

/** Its boxes fill the file, and among them are the index and the pictures. */
function isWholeMp4(file: Look): boolean {
  const seen = new Set<string>()
  let place = 0
  while (place + 8 <= file.size) {
    const head = file.at(place, 16)
    const short = head.readUInt32BE(0)
    const long = short === 1 ? Number(head.readBigUInt64BE(8)) : short
    const length = short === 0 ? file.size - place : long
    if (length < 8 || place + length > file.size) return false
    seen.add(head.toString('latin1', 4, 8))
    place += length
  }
  return place === file.size && seen.has('moov') && (seen.has('mdat') || seen.has('moof'))
}

const wrong = (message: string) => new StoryMonitorError('MALFORMED', message)
