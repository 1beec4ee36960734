import { crc32, deflateSync } from 'node:zlib'

/** An image of 8-bit RGB, row by row. */
export type Image = { width: number; height: number; pixels: Uint8Array }

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const UP_FILTER = 2

/**
 * Encodes an image as PNG. Each row is stored as its difference from the row above: a sky changes slowly downward.
 */
export function encodePng({ width, height, pixels }: Image): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(filtered({ width, height, pixels }), { level: 5 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function filtered({ width, height, pixels }: Image): Buffer {
  const row = width * 3
  const out = Buffer.alloc((row + 1) * height)
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1)
    out[start] = UP_FILTER
    for (let x = 0; x < row; x++) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * row + x] ?? 0)
      out[start + 1 + x] = (pixels[y * row + x] ?? 0) - above
    }
  }
  return out
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
