import { crc32 } from 'node:zlib'

const [END, CENTRAL, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50]

/**
 * Reads a ZIP as an unpacking program does: by its central directory, checking each entry's sum.
 *
 * @throws when it has no end, an entry is packed, or a sum is wrong
 */
export function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('the ZIP has no end')
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== CENTRAL || zip.readUInt16LE(at + 10) !== 0)
      throw new Error('no stored entry')
    const [sum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)]
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    const local = zip.readUInt32LE(at + 42)
    if (zip.readUInt32LE(local) !== LOCAL) throw new Error('no entry where the directory says')
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + size)
    const path = zip.toString('utf8', at + 46, at + 46 + (name ?? 0))
    if (crc32(bytes) !== sum) throw new Error(`the sum of ${path} is wrong`)
    files.set(path, bytes)
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return files
}
