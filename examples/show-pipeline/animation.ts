import { crc32 } from 'node:zlib'
import { encodePng, type Image } from '../story-pipeline/png.ts'

/**
 * Encodes frames of one size as an animated PNG, which browsers play like a picture and every other program shows as its
 * first frame. The chunks acTL, fcTL and fdAT are those of the PNG specification, third edition, section 11.3.6.
 *
 * @param milliseconds how long each frame stands
 */
export function encodeAnimation(frames: readonly Image[], milliseconds: number): Buffer {
  const [first] = frames
  if (first === undefined) throw new Error('An animation needs at least one frame.')
  const parts = chunksOf(encodePng(first))
  const out: Buffer[] = [encodePng(first).subarray(0, 8)]
  let sequence = 0
  const control = (image: Image): Buffer => {
    const data = Buffer.alloc(26)
    data.writeUInt32BE(sequence++, 0)
    data.writeUInt32BE(image.width, 4)
    data.writeUInt32BE(image.height, 8)
    data.writeUInt16BE(milliseconds, 20)
    data.writeUInt16BE(1000, 22)
    return data
  }
  for (const { type, data } of parts) {
    if (type === 'IHDR') out.push(chunk('IHDR', data), chunk('acTL', numbers(frames.length, 0)))
    if (type === 'IDAT') out.push(chunk('fcTL', control(first)), chunk('IDAT', data))
  }
  for (const frame of frames.slice(1)) {
    out.push(chunk('fcTL', control(frame)))
    for (const { type, data } of chunksOf(encodePng(frame))) {
      if (type === 'IDAT') out.push(chunk('fdAT', Buffer.concat([numbers(sequence++), data])))
    }
  }
  out.push(chunk('IEND', Buffer.alloc(0)))
  return Buffer.concat(out)
}

function numbers(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) data.writeUInt32BE(value, index * 4)
  return data
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))])
}
