import { blend, type Canvas, type Colour } from './canvas.ts'
import { HORIZON } from './landscape.ts'
import type { Mood } from './mood.ts'

const SHADE: Colour = [0.015, 0.015, 0.03]
const LAMP: Colour = [1, 0.72, 0.36]

/** Eleven houses and a chapel on the horizon, their windows lit after dark. */
export function paintVillage(canvas: Canvas, mood: Mood, random: () => number): void {
  const ground = canvas.height * HORIZON
  const left = canvas.width * (0.08 + random() * 0.5)
  const colour = blend(mood.sky[0], SHADE, 0.75)
  let x = left
  for (let house = 0; house < 11; house++) {
    const width = 15 + random() * 13
    const height = 10 + random() * 10
    canvas.rectangle(x, ground - height, width, height, colour)
    for (let step = 0; step <= width / 2; step++) {
      canvas.rectangle(x + step, ground - height - step * 0.6, width - step * 2, 1, colour)
    }
    canvas.rectangle(x + width * 0.7, ground - height - width * 0.36, 3, 8, colour)
    if (mood.hour !== 'day' && random() < 0.55) {
      canvas.rectangle(x + width * 0.4, ground - height * 0.6, 3, 3, LAMP)
      canvas.halo(x + width * 0.4 + 1, ground - height * 0.6 + 1, 12, LAMP, 0.35)
    }
    x += width + random() * 7
  }
  const tower = left + 90 + random() * 60
  canvas.rectangle(tower, ground - 44, 11, 44, colour)
  for (let step = 0; step < 22; step++)
    canvas.rectangle(tower + step / 4, ground - 44 - step, 11 - step / 2, 1, colour)
}

/** A house that is only in the water: it stands on its roof, one window lit, its smoke going down. */
export function paintHouseBelow(canvas: Canvas, mood: Mood, random: () => number): void {
  const ground = canvas.height * HORIZON + 8
  const x = canvas.width * (0.42 + random() * 0.1)
  const colour = blend(mood.sky[0], SHADE, 0.7)
  canvas.halo(x + 30, ground + 20, 120, LAMP, 0.42)
  canvas.rectangle(x, ground, 76, 34, colour)
  for (let step = 0; step <= 42; step++)
    canvas.rectangle(x - 4 + step, ground + 34 + step * 0.72, 84 - step * 2, 1, colour)
  canvas.rectangle(x + 56, ground + 40, 8, 24, colour)
  canvas.rectangle(x + 24, ground + 10, 12, 14, LAMP)
  canvas.rectangle(x + 29.5, ground + 10, 1.4, 14, colour)
  for (let puff = 0; puff < 60; puff++) {
    const drift = Math.sin(puff / 9) * puff * 0.16
    canvas.disc(x + 60 + drift, ground + 66 + puff * 1.1, 1 + puff * 0.05, mood.light, 0.1 * (1 - puff / 60))
  }
}

/** A line of lights in the water, and nothing above it: nine miles, seen from where one stands. */
export function paintRoad(canvas: Canvas, mood: Mood, random: () => number): void {
  const horizon = canvas.height * HORIZON
  const deep = canvas.height - horizon
  const from = canvas.width * (0.34 + random() * 0.32)
  const to = canvas.width * (0.42 + random() * 0.16)
  const colour = blend(LAMP, mood.light, 0.12)
  for (let lamp = 36; lamp >= 1; lamp--) {
    const near = 1 / (0.82 + lamp * 0.34)
    const y = horizon + deep * near * 1.02
    const x = to + (from - to) * near * 1.6
    const size = 1 + near * 3.4
    canvas.halo(x, y, 6 + near * 46, colour, 0.2 + near * 0.55)
    canvas.disc(x, y, size, [1, 0.93, 0.8])
    canvas.stroke(x, y + size * 1.6, x, y + size * 1.6 + near * 26, size * 0.7, colour, 0.34)
  }
}

/** Somebody small, for scale, with a lamp when the text has one; standing on their own reflection when it is wet. */
export function paintFigure(canvas: Canvas, mood: Mood, random: () => number): void {
  const ground = canvas.height * (HORIZON + 0.045)
  const x = canvas.width * (random() < 0.5 ? 0.2 + random() * 0.14 : 0.68 + random() * 0.14)
  const colour = blend(mood.sky[0], SHADE, 0.85)
  const stand = (up: 1 | -1, cover: number) => {
    canvas.stroke(x - 3, ground, x - 1.4, ground - 15 * up, 3.4, colour, cover)
    canvas.stroke(x + 3, ground, x + 1.4, ground - 15 * up, 3.4, colour, cover)
    canvas.stroke(x, ground - 13 * up, x, ground - 27 * up, 8.4, colour, cover)
    canvas.stroke(x + 3, ground - 26 * up, x + 8, ground - 16 * up, 2.6, colour, cover)
    canvas.disc(x, ground - 36 * up, 4.6, colour, cover)
  }
  stand(1, 1)
  if (mood.wet) stand(-1, 0.6)
  if (mood.hour === 'day' || mood.hour === 'dawn') return
  for (const up of mood.wet ? [1, -1] : [1]) {
    canvas.halo(x + 9, ground - 14 * up, 42, LAMP, 0.55)
    canvas.disc(x + 9, ground - 14 * up, 2.2, [1, 0.95, 0.8])
  }
}

/** Rain that leans, and rings where it lands. */
export function paintRain(canvas: Canvas, mood: Mood, random: () => number): void {
  const horizon = canvas.height * HORIZON
  for (let drop = 0; drop < 520; drop++) {
    const x = random() * canvas.width * 1.1
    const y = random() * canvas.height
    const length = 8 + random() * 22
    canvas.stroke(x, y, x - length * 0.22, y + length, 0.8, mood.light, 0.08 + random() * 0.14)
  }
  for (let ring = 0; ring < 90; ring++) {
    const near = random()
    const y = horizon + (canvas.height - horizon) * near
    const x = random() * canvas.width
    const radius = 2 + near * 16 * random()
    for (let step = 0; step < 40; step++) {
      const angle = (step / 40) * Math.PI * 2
      const px = Math.round(x + Math.cos(angle) * radius)
      canvas.put(px, Math.round(y + Math.sin(angle) * radius * 0.28), mood.light, 0.22)
    }
  }
}
