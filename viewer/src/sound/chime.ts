import type { Moment } from '../judge/moments.ts'

const STORED_AS = 'story-monitor.sound'

/** One note: frequency in Hz, start and length in seconds. */
type Note = readonly [frequency: number, start: number, length: number]

const TUNES: { [Kind in Moment['kind']]: readonly Note[] } = {
  done: [
    [659.3, 0, 0.5],
    [987.8, 0.12, 0.9],
  ],
  waits: [
    [587.3, 0, 0.5],
    [740, 0.18, 0.5],
    [880, 0.36, 1.1],
  ],
  fails: [
    [311.1, 0, 0.6],
    [233.1, 0.22, 1.1],
  ],
}

let context: AudioContext | undefined

/** Plays a soft chime made on the spot; silent where the browser has no sound or doesn't allow it yet. */
export function playChime(kind: Moment['kind']): void {
  if (typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  const { currentTime } = context
  for (const note of TUNES[kind]) playNote(context, note, currentTime + 0.02)
  if (context.state === 'suspended') {
    context.resume().catch(() => {
      // The browser wants a gesture first: the switch says that it is on, the next click lets it sound.
    })
  }
}

function playNote(audio: AudioContext, [frequency, start, length]: Note, from: number): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.type = 'sine'
  tone.frequency.value = frequency
  volume.gain.setValueAtTime(0, from + start)
  volume.gain.linearRampToValueAtTime(0.16, from + start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, from + start + length)
  tone.connect(volume).connect(audio.destination)
  tone.start(from + start)
  tone.stop(from + start + length)
}

/** Whether the reader switched the sound on at an earlier visit. */
export function soundRemembered(): boolean {
  try {
    return localStorage.getItem(STORED_AS) === 'on'
  } catch {
    // Storage is closed to this page (private mode, file:): then the sound starts off, as it does for everyone.
    return false
  }
}

/** Remembers the switch for the next visit, where the browser allows it. */
export function rememberSound(on: boolean): void {
  try {
    localStorage.setItem(STORED_AS, on ? 'on' : 'off')
  } catch {
    // Not remembering is all that is lost.
  }
}
