import type { Colour } from './canvas.ts'

/** What a text says about its light and its things: all that the painter and the musician know of it. */
export type Mood = {
  hour: Hour
  /** From the top of the sky down to the horizon. */
  sky: readonly [Colour, Colour, Colour]
  light: Colour
  wet: boolean
  rain: boolean
  lamps: boolean
  village: boolean
  house: boolean
}

export type Hour = 'day' | 'dusk' | 'night' | 'storm' | 'dawn'

const HOURS: readonly [Hour, RegExp][] = [
  ['day', /\b(noon|glare|afternoon|report)\b/g],
  ['dusk', /\b(evening|dusk|soup|arriving|low red)\b/g],
  ['night', /\b(night|stars?|moon|dark|lantern|lights?)\b/g],
  ['storm', /\b(rained|weather|storm|roof|an inch|let it down)\b/g],
  ['dawn', /\b(dawn|pink|gold|sun came up|wind)\b/g],
]

const hex = (code: number): Colour => [(code >> 16) / 255, ((code >> 8) & 255) / 255, (code & 255) / 255]

const SKIES: Record<Hour, readonly (readonly [number, number, number, number])[]> = {
  day: [
    [0x2f4a63, 0x86a0ad, 0xf1e2c8, 0xfff4dc],
    [0x463a52, 0xb98a6e, 0xf6d49a, 0xffe9b8],
  ],
  dusk: [
    [0x14122c, 0x6b2647, 0xf0764a, 0xff5a3c],
    [0x101a30, 0x4a2c5c, 0xe58a5a, 0xff8050],
  ],
  night: [
    [0x03050f, 0x0b1a3a, 0x2b5378, 0xdfeaff],
    [0x05040f, 0x1b1440, 0x56407e, 0xf0e6ff],
    [0x02080c, 0x06283a, 0x1f6a6c, 0xdffff4],
  ],
  storm: [[0x06090d, 0x1a2630, 0x48606a, 0xa8c4cc]],
  dawn: [[0x1a1a3c, 0x8a4a72, 0xffb48a, 0xffe2a8]],
}

/** Reads the mood of a scene: the hour that its words speak of most, and the things that they name. */
export function moodOf(text: string, seed: number): Mood {
  const words = text.toLowerCase()
  const count = (pattern: RegExp) => words.match(pattern)?.length ?? 0
  const hour = HOURS.reduce((best, next) => (count(next[1]) > count(best[1]) ? next : best))[0]
  const choices = SKIES[hour]
  const [top = 0, middle = 0, low = 0, light = 0] = choices[seed % choices.length] ?? []
  return {
    hour,
    sky: [hex(top), hex(middle), hex(low)],
    light: hex(light),
    wet: /\b(water|puddle|inch|rained|mirror)\b/.test(words),
    rain: hour === 'storm',
    lamps: /\b(lights|lamps?|milestones|thirty-six)\b/.test(words) && hour === 'night',
    village: /\b(village|sill|houses|chapel|chimneys)\b/.test(words),
    house: /\bhouse stood|there was a house\b/.test(words),
  }
}
