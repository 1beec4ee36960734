import type { Scene } from './director.ts'
import { type Hour, moodOf } from './mood.ts'
import { randomFrom } from './seed.ts'
import { encodeWav, SAMPLE_RATE } from './wav.ts'

export const SECONDS = 10

/** Two chords for each hour of the day, in half tones above a low A. */
const CHORDS: Record<Hour, readonly (readonly number[])[]> = {
  day: [
    [0, 7, 16, 19],
    [5, 12, 16, 21],
  ],
  dusk: [
    [-3, 9, 12, 16],
    [-7, 5, 12, 16],
  ],
  night: [
    [0, 7, 14, 15],
    [-4, 8, 12, 15],
  ],
  storm: [
    [-5, 7, 10, 14],
    [-7, 5, 8, 15],
  ],
  dawn: [
    [-4, 8, 15, 19],
    [3, 10, 14, 22],
  ],
}

const LOW_A = 110

/** A scene as ten calm seconds: a pad in the colour of its hour, and a melody that its first words play. */
export function composeSound(scene: Scene): Buffer {
  const text = [scene.name, ...scene.paragraphs].join(' ')
  const mood = moodOf(text, scene.seed)
  const random = randomFrom(scene.seed)
  const samples = new Float32Array(SECONDS * SAMPLE_RATE)
  const [first = [], second = []] = CHORDS[mood.hour]
  for (const [chord, start] of [
    [first, 0],
    [second, SECONDS / 2 - 0.4],
  ] as const) {
    addPad(samples, chord, start, random)
  }
  addMelody(samples, text, [first, second], random)
  if (mood.rain) addRain(samples, random)
  addRoom(samples)
  fadeEnds(samples)
  return encodeWav(samples)
}

const frequencyOf = (note: number): number => LOW_A * 2 ** (note / 12)

/** A chord that swells and goes, over half of the time. */
function addPad(samples: Float32Array, chord: readonly number[], start: number, random: () => number): void {
  const from = Math.floor(start * SAMPLE_RATE)
  const count = Math.min(samples.length - from, Math.floor((SECONDS / 2 + 0.4) * SAMPLE_RATE))
  const swell = new Float32Array(count)
  for (let index = 0; index < count; index++) swell[index] = Math.sin((Math.PI * index) / count) ** 0.7 * 0.05
  // Two tones that are almost the same beat slowly against each other, like breathing.
  for (const frequency of chord.flatMap((note) => [frequencyOf(note) * 0.9985, frequencyOf(note) * 1.0015])) {
    const step = (frequency * 2 * Math.PI) / SAMPLE_RATE
    const [turnSin, turnCos] = [Math.sin(step), Math.cos(step)]
    const phase = random() * 6
    let [sin, cos] = [Math.sin(phase), Math.cos(phase)]
    for (let index = 0; index < count; index++) {
      // A point that turns on a circle is far cheaper than a sine for each sample.
      const turned = sin * turnCos + cos * turnSin
      cos = cos * turnCos - sin * turnSin
      sin = turned
      add(samples, from + index, (sin + 0.44 * sin * cos) * (swell[index] ?? 0))
    }
  }
}

/** Each word is a note: its letters choose the pitch, its length the time until the next. */
function addMelody(
  samples: Float32Array,
  text: string,
  chords: readonly (readonly number[])[],
  random: () => number,
): void {
  let time = 0.6
  for (const word of text.split(/\s+/)) {
    if (time > SECONDS - 2.2) return
    const chord = chords[time < SECONDS / 2 - 0.4 ? 0 : 1] ?? []
    const note = (chord[(word.charCodeAt(0) + word.length) % Math.max(1, chord.length)] ?? 0) + 24
    addBell(samples, note, time, 0.09 + random() * 0.05)
    time += 0.32 * Math.min(4, 1 + Math.floor(word.length / 3))
  }
}

function addBell(samples: Float32Array, note: number, start: number, volume: number): void {
  const from = Math.floor(start * SAMPLE_RATE)
  const step = (frequencyOf(note) * 2 * Math.PI) / SAMPLE_RATE
  const count = Math.min(samples.length - from, 2 * SAMPLE_RATE)
  for (let index = 0; index < count; index++) {
    const seconds = index / SAMPLE_RATE
    const strike = Math.min(1, seconds * 120) * Math.exp(-seconds * 2.4)
    const ring = Math.sin(step * index) + 0.3 * Math.sin(step * 2.01 * index) * Math.exp(-seconds * 5)
    add(samples, from + index, ring * strike * volume)
  }
}

function addRain(samples: Float32Array, random: () => number): void {
  let soft = 0
  for (let index = 0; index < samples.length; index++) {
    soft += (random() * 2 - 1 - soft) * 0.22
    const gust = 0.6 + 0.4 * Math.sin((index / SAMPLE_RATE) * 1.1)
    add(samples, index, soft * 0.07 * gust)
  }
}

/** A large quiet room: three echoes that feed themselves. */
function addRoom(samples: Float32Array): void {
  for (const [delay, amount] of [
    [0.113, 0.28],
    [0.271, 0.24],
    [0.409, 0.2],
  ] as const) {
    const back = Math.floor(delay * SAMPLE_RATE)
    for (let index = back; index < samples.length; index++) {
      add(samples, index, (samples[index - back] ?? 0) * amount)
    }
  }
}

function fadeEnds(samples: Float32Array): void {
  const fade = SAMPLE_RATE * 1.2
  const loudest = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0.001)
  for (let index = 0; index < samples.length; index++) {
    const edge = Math.min(1, index / (SAMPLE_RATE * 0.2), (samples.length - 1 - index) / fade)
    samples[index] = ((samples[index] ?? 0) / loudest) * 0.72 * edge
  }
}

const add = (samples: Float32Array, index: number, value: number): void => {
  samples[index] = (samples[index] ?? 0) + value
}
