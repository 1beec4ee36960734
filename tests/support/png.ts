import { crc32, inflateSync } from 'node:zlib'

/** Decodes an 8-bit RGB PNG by the book, checking signature, every chunk's sum and every row's filter. */
export function decodePng(bytes: Buffer): { width: number; height: number; pixels: Buffer } {
  if (bytes.subarray(0, 8).toString('hex') !== '89504e470d0a1a0a') throw new Error('no PNG signature')
  const chunks = chunksOf(bytes)
  const header = chunks[0]
  if (header?.type !== 'IHDR' || chunks.at(-1)?.type !== 'IEND') throw new Error('chunks out of order')
  const width = header.data.readUInt32BE(0)
  const height = header.data.readUInt32BE(4)
  if (header.data.subarray(8).toString('hex') !== '0802000000') throw new Error('not plain 8-bit RGB')
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))
  const rows = inflateSync(packed)
  const row = width * 3
  if (rows.length !== (row + 1) * height)
    throw new Error(`${rows.length} bytes of rows for ${width} × ${height}`)
  const pixels = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (row + 1)]
    if (filter !== 0 && filter !== 2) throw new Error(`row ${y} has filter ${filter}`)
    for (let x = 0; x < row; x++) {
      const above = filter === 2 && y > 0 ? (pixels[(y - 1) * row + x] ?? 0) : 0
      pixels[y * row + x] = (rows[y * (row + 1) + 1 + x] ?? 0) + above
    }
  }
  return { width, height, pixels }
}

function chunksOf(bytes: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(body)) throw new Error(`wrong sum at byte ${at}`)
    chunks.push({ type: body.subarray(0, 4).toString('latin1'), data: body.subarray(4) })
    at += 12 + length
  }
  return chunks
}
