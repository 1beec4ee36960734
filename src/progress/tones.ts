/** Sampling rate of the chimes, in Hz: plenty for a bell. */
const RATE = 22_050

export type Note = { hertz: number; atSeconds: number; seconds: number }

/**
 * A WAV file (RIFF, 16-bit PCM, mono) of bell-like notes: a sine with two partials, fading exponentially.
 *
 * @example toneFile([{ hertz: 880, atSeconds: 0, seconds: 0.4 }]).subarray(0, 4).toString() // 'RIFF'
 */
export function toneFile(notes: readonly Note[]): Buffer {
  const length = Math.ceil(Math.max(...notes.map((note) => note.atSeconds + note.seconds)) * RATE)
  const wav = Buffer.alloc(44 + length * 2)
  wav.write('RIFF', 0, 'latin1')
  wav.writeUInt32LE(36 + length * 2, 4)
  wav.write('WAVEfmt ', 8, 'latin1')
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36, 'latin1')
  wav.writeUInt32LE(length * 2, 40)
  for (let index = 0; index < length; index += 1) {
    const sum = notes.reduce((total, note) => total + sampleOf(note, index / RATE), 0)
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sum * 0.35)) * 32_767), 44 + index * 2)
  }
  return wav
}

function sampleOf(note: Note, second: number): number {
  const time = second - note.atSeconds
  if (time < 0 || time > note.seconds) return 0
  const angle = 2 * Math.PI * note.hertz * time
  const fade = Math.exp((-5 * time) / note.seconds) * Math.min(1, time * 200)
  return fade * (Math.sin(angle) + 0.35 * Math.sin(2 * angle) + 0.12 * Math.sin(3 * angle))
}
