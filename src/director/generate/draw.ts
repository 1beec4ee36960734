import { createHash } from 'node:crypto'
import { drawPng } from './png.ts'

const [WIDTH, HEIGHT] = [960, 540]

type Colour = readonly [number, number, number]

/**
 * Draws a seascape at dusk from a prompt: the same prompt gives the same picture, another salt another one.
 *
 * @example drawScene('an unlit lighthouse above a grey winter sea', 'first try')
 */
export function drawScene(prompt: string, salt: string): Buffer {
  const seed = createHash('sha256').update(`${prompt}\n${salt}`).digest()
  const part = (index: number) => (seed[index] ?? 0) / 255
  const hue = part(0) * 360
  const sky: Colour = hsl(hue, 0.45, 0.12 + part(1) * 0.1)
  const glow: Colour = hsl(hue + 150 + part(2) * 60, 0.65, 0.6)
  const sea: Colour = hsl(hue + 10, 0.4, 0.1)
  const horizon = HEIGHT * (0.58 + part(3) * 0.14)
  const sun = { x: WIDTH * (0.2 + part(4) * 0.6), y: horizon - 20 - part(5) * 160, size: 26 + part(6) * 40 }
  const ridge = (x: number) =>
    horizon - 26 - 22 * Math.sin(x / (60 + part(7) * 80) + part(8) * 6) - 14 * Math.sin(x / 31 + part(9) * 6)
  return drawPng(WIDTH, HEIGHT, (x, y) => {
    if (y > horizon) {
      const path = Math.exp(-Math.abs(x - sun.x) / (20 + (y - horizon) * 0.5))
      const wave = 0.5 + 0.5 * Math.sin(y * 0.9 + Math.sin(x / 40) * 2)
      return mixed(sea, glow, 0.55 * path * wave + 0.08 * wave)
    }
    if (y > ridge(x)) return mixed(sea, sky, 0.25)
    const distance = Math.hypot(x - sun.x, y - sun.y)
    if (distance < sun.size) return mixed(glow, [255, 255, 255], 0.35)
    return mixed(sky, glow, 0.75 * Math.exp(-distance / 190) + 0.12 * (y / horizon))
  })
}

const mixed = (one: Colour, other: Colour, share: number): Colour => {
  const at = (index: 0 | 1 | 2) => Math.round(one[index] + (other[index] - one[index]) * Math.min(1, share))
  return [at(0), at(1), at(2)]
}

function hsl(hue: number, saturation: number, light: number): Colour {
  const at = (offset: number) => {
    const k = (offset + hue / 30) % 12
    const reach = saturation * Math.min(light, 1 - light)
    return Math.round(255 * (light - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return [at(0), at(8), at(4)]
}
