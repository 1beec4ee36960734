import { crc32, deflateSync } from 'node:zlib'

const COLOURS = 240

/**
 * Encodes RGBA pixels as a PNG with a palette of the 240 commonest colours: a picture of a page in half its size.
 */
export function smallPng(width: number, height: number, rgba: Uint8Array): Buffer {
  const counts = new Map<number, number>()
  const colours = new Uint32Array(width * height)
  for (let index = 0; index < colours.length; index++) {
    const colour =
      coarse(rgba[index * 4]) * 65536 + coarse(rgba[index * 4 + 1]) * 256 + coarse(rgba[index * 4 + 2])
    colours[index] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = [...counts]
    .sort((one, other) => other[1] - one[1])
    .slice(0, COLOURS)
    .map(([colour]) => colour)
  const nearest = new Map([...counts.keys()].map((colour) => [colour, nearestOf(colour, palette)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let index = 0; index < colours.length; index++) {
    const y = Math.floor(index / width)
    rows[index + y + 1] = nearest.get(colours[index] ?? 0) ?? 0
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Shades that the eye can't tell apart become one: 52 levels of each channel. */
const coarse = (value = 0): number => Math.min(255, Math.round(value / 5) * 5)

const channels = (colour: number): [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
]

function nearestOf(colour: number, palette: readonly number[]): number {
  const [r, g, b] = channels(colour)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, candidate] of palette.entries()) {
    const [red, green, blue] = channels(candidate)
    const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
    if (far < least) {
      least = far
      best = index
    }
  }
  return best
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
