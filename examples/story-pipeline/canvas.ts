import type { Image } from './png.ts'

/** A colour, each part from 0 (none) to 1 (full). */
export type Colour = readonly [red: number, green: number, blue: number]

/** A 4 × 4 pattern of thresholds: it hides the steps of a dark gradient and still packs well. */
const DITHER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((step) => (step + 0.5) / 16)

/** The colour between two, `at` from 0 to 1. */
export const blend = (from: Colour, to: Colour, at: number): Colour => [
  from[0] + (to[0] - from[0]) * at,
  from[1] + (to[1] - from[1]) * at,
  from[2] + (to[2] - from[2]) * at,
]

/** 0 below `from`, 1 above `to`, and a soft slope between. */
export function smooth(from: number, to: number, value: number): number {
  const at = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return at * at * (3 - 2 * at)
}

/** A picture in floating point, painted in layers; coordinates are pixels from the upper left. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly #parts: Float32Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.#parts = new Float32Array(width * height * 3)
  }

  at(x: number, y: number): Colour {
    const start = this.#startOf(x, y)
    return [this.#parts[start] ?? 0, this.#parts[start + 1] ?? 0, this.#parts[start + 2] ?? 0]
  }

  /** Lays a colour over a pixel, `cover` from 0 to 1. */
  put(x: number, y: number, colour: Colour, cover = 1): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height || cover <= 0) return
    const start = this.#startOf(x, y)
    for (let part = 0; part < 3; part++) {
      const old = this.#parts[start + part] ?? 0
      this.#parts[start + part] = old + ((colour[part] ?? 0) - old) * Math.min(1, cover)
    }
  }

  /** Adds light to a pixel. */
  glow(x: number, y: number, colour: Colour, amount: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const start = this.#startOf(x, y)
    for (let part = 0; part < 3; part++) {
      this.#parts[start + part] = (this.#parts[start + part] ?? 0) + (colour[part] ?? 0) * amount
    }
  }

  /** A soft round light that fades to nothing at `radius`. */
  halo(x: number, y: number, radius: number, colour: Colour, amount: number): void {
    for (let py = Math.floor(y - radius); py <= y + radius; py++) {
      for (let px = Math.floor(x - radius); px <= x + radius; px++) {
        const near = 1 - Math.hypot(px - x, py - y) / radius
        if (near > 0) this.glow(px, py, colour, amount * near * near * near)
      }
    }
  }

  disc(x: number, y: number, radius: number, colour: Colour, cover = 1): void {
    for (let py = Math.floor(y - radius - 1); py <= y + radius + 1; py++) {
      for (let px = Math.floor(x - radius - 1); px <= x + radius + 1; px++) {
        this.put(px, py, colour, cover * smooth(radius + 0.7, radius - 0.7, Math.hypot(px - x, py - y)))
      }
    }
  }

  /** A line with round ends. */
  stroke(x1: number, y1: number, x2: number, y2: number, width: number, colour: Colour, cover = 1): void {
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    const reach = width / 2 + 1
    for (let py = Math.floor(Math.min(y1, y2) - reach); py <= Math.max(y1, y2) + reach; py++) {
      for (let px = Math.floor(Math.min(x1, x2) - reach); px <= Math.max(x1, x2) + reach; px++) {
        const along = length === 0 ? 0 : ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length
        const at = Math.min(1, Math.max(0, along))
        const distance = Math.hypot(px - x1 - at * (x2 - x1), py - y1 - at * (y2 - y1))
        this.put(px, py, colour, cover * Math.min(1, Math.max(0, width / 2 + 0.5 - distance)))
      }
    }
  }

  rectangle(x: number, y: number, width: number, height: number, colour: Colour, cover = 1): void {
    for (let py = Math.round(y); py < Math.round(y + height); py++) {
      for (let px = Math.round(x); px < Math.round(x + width); px++) this.put(px, py, colour, cover)
    }
  }

  toImage(): Image {
    const pixels = new Uint8Array(this.#parts.length)
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const noise = (DITHER[(y % 4) * 4 + (x % 4)] ?? 0.5) - 0.5
        const start = this.#startOf(x, y)
        for (let part = start; part < start + 3; part++) {
          const value = Math.round((this.#parts[part] ?? 0) * 255 + noise)
          pixels[part] = Math.min(255, Math.max(0, value))
        }
      }
    }
    return { width: this.width, height: this.height, pixels }
  }

  #startOf(x: number, y: number): number {
    return (y * this.width + x) * 3
  }
}
