import { blend, type Canvas, type Colour, smooth } from './canvas.ts'
import type { Mood } from './mood.ts'

/** Where the sky ends, as a part of the height. */
export const HORIZON = 0.58

const BLACK: Colour = [0.01, 0.01, 0.02]

/** Sky, stars, moon or sun, and far hills, down to the horizon. */
export function paintSky(canvas: Canvas, mood: Mood, random: () => number): void {
  const { width, height } = canvas
  const horizon = Math.round(height * HORIZON)
  const [top, middle, low] = mood.sky
  for (let y = 0; y < horizon; y++) {
    const at = y / horizon
    const colour = at < 0.6 ? blend(top, middle, at / 0.6) : blend(middle, low, smooth(0.6, 1, at))
    for (let x = 0; x < width; x++) canvas.put(x, y, colour)
  }
  if (mood.hour === 'night') paintStars(canvas, horizon, random)
  paintMoon(canvas, mood, horizon, random)
  paintHills(canvas, mood, horizon, random)
}

function paintStars(canvas: Canvas, horizon: number, random: () => number): void {
  for (let star = 0; star < 420; star++) {
    const x = Math.floor(random() * canvas.width)
    const y = Math.floor(random() ** 1.3 * horizon)
    const bright = random() ** 4
    const warmth = random()
    const colour: Colour = [0.8 + warmth * 0.2, 0.88, 1 - warmth * 0.15]
    canvas.glow(x, y, colour, 0.25 + bright * 0.75)
    if (bright > 0.55) canvas.halo(x, y, 3 + bright * 4, colour, 0.5)
  }
}

function paintMoon(canvas: Canvas, mood: Mood, horizon: number, random: () => number): void {
  if (mood.hour === 'storm') return
  const low = mood.hour === 'dusk' || mood.hour === 'dawn'
  const x = canvas.width * (0.2 + random() * 0.6)
  const y = horizon * (low ? 0.86 : 0.24 + random() * 0.22)
  const radius = low ? 46 : 20 + random() * 16
  canvas.halo(x, y, radius * 9, mood.light, mood.hour === 'day' ? 0.3 : 0.42)
  // A thinner moon on some nights: what another disc would hide stays unpainted, so that the sky shows through.
  const shadow =
    mood.hour === 'night' && random() > 0.4 ? { x: x + radius * 0.55, y: y - radius * 0.18 } : undefined
  const colour = blend(mood.light, [1, 1, 1], 0.4)
  for (let py = Math.floor(y - radius - 1); py <= y + radius + 1; py++) {
    for (let px = Math.floor(x - radius - 1); px <= x + radius + 1; px++) {
      const inside = smooth(radius + 0.7, radius - 0.7, Math.hypot(px - x, py - y))
      const hidden = shadow
        ? smooth(radius * 0.9 + 0.7, radius * 0.9 - 0.7, Math.hypot(px - shadow.x, py - shadow.y))
        : 0
      canvas.put(px, py, colour, inside * (1 - hidden))
    }
  }
}

function paintHills(canvas: Canvas, mood: Mood, horizon: number, random: () => number): void {
  for (const [depth, rise] of [
    [0.35, 46],
    [0.65, 26],
  ] as const) {
    const colour = blend(mood.sky[2], blend(mood.sky[0], BLACK, 0.5), depth)
    const waves = [1, 2.3, 5.1, 11].map((pace) => ({ pace, start: random() * 7, weight: 1 / pace ** 0.8 }))
    for (let x = 0; x < canvas.width; x++) {
      const sum = waves.reduce(
        (all, wave) => all + Math.sin((x / canvas.width) * 4 * wave.pace + wave.start) * wave.weight,
        0,
      )
      const ridge = horizon - Math.max(0, rise * (0.35 + 0.35 * sum))
      for (let y = Math.floor(ridge); y < horizon; y++) {
        canvas.put(
          x,
          y,
          blend(colour, mood.sky[2], smooth(horizon - 30, horizon, y) * 0.55),
          Math.min(1, y - ridge + 1),
        )
      }
    }
  }
}

/** Everything below the horizon: a mirror when the text is wet, cracked salt when it is dry. */
export function paintGround(canvas: Canvas, mood: Mood, random: () => number): void {
  if (mood.wet) paintMirror(canvas, mood, random)
  else paintSalt(canvas, mood, random)
}

function paintMirror(canvas: Canvas, mood: Mood, random: () => number): void {
  const horizon = Math.round(canvas.height * HORIZON)
  const start = random() * 6
  for (let y = horizon; y < canvas.height; y++) {
    const depth = (y - horizon) / (canvas.height - horizon)
    const source = horizon - 1 - Math.round((y - horizon) * (HORIZON / (1 - HORIZON)) * 0.96)
    const stir = Math.sin(y * 0.9 + start) * Math.sin(y * 0.23) * (0.6 + depth * 2.6)
    for (let x = 0; x < canvas.width; x++) {
      const from = Math.min(canvas.width - 1, Math.max(0, Math.round(x + stir)))
      const seen = canvas.at(from, Math.max(0, source))
      canvas.put(x, y, blend(seen, mood.sky[0], 0.16 + depth * 0.22))
    }
  }
  for (let x = 0; x < canvas.width; x++) canvas.put(x, horizon, mood.light, 0.28)
}

function paintSalt(canvas: Canvas, mood: Mood, random: () => number): void {
  const horizon = Math.round(canvas.height * HORIZON)
  const near = blend(mood.sky[1], BLACK, 0.45)
  const far = blend(mood.sky[2], mood.sky[1], 0.25)
  for (let y = horizon; y < canvas.height; y++) {
    const depth = (y - horizon) / (canvas.height - horizon)
    const colour = blend(far, near, smooth(0, 1, depth))
    for (let x = 0; x < canvas.width; x++) canvas.put(x, y, colour)
  }
  const rim = blend(mood.sky[2], [1, 1, 1], 0.4)
  const middle = canvas.width / 2
  // Plates of salt: rows that come closer together towards the horizon, broken by short seams.
  for (let row = 1; row < 16; row++) {
    const y = horizon + (canvas.height - horizon) * (row / 16) ** 2.1
    const next = horizon + (canvas.height - horizon) * ((row + 1) / 16) ** 2.1
    const plate = 14 + (next - horizon) * 0.62
    let last = y + (random() - 0.5) * 2
    for (
      let x = middle - plate * Math.ceil(middle / plate) - plate * random();
      x < canvas.width;
      x += plate
    ) {
      const end = y + (random() - 0.5) * (next - y) * 0.7
      canvas.stroke(x, last, x + plate, end, 0.6 + row * 0.07, rim, 0.1 + row * 0.008)
      const lean = ((x - middle) / middle) * (next - y) * 1.2
      canvas.stroke(
        x,
        last,
        x + lean + (random() - 0.5) * plate * 0.4,
        next,
        0.6 + row * 0.07,
        rim,
        0.08 + row * 0.008,
      )
      last = end
    }
  }
}
