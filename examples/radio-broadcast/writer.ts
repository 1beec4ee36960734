/** A very small writer: it stands in for a language model, and writes the same script for the same prompt. */

const OPENINGS = [
  'Good hour to everybody on the water and behind it.',
  'This is the harbour station, with the window open.',
  'The kettle is on and so is the transmitter.',
  'You hear the harbour station; the gulls you hear are real.',
  'Another hour, another tide.',
]
const PLACES = [
  'the north pier',
  'the old dry dock',
  'the ferry steps',
  'the net loft',
  'the signal hill',
  'the fish hall',
]
const THINGS = [
  'a crate of oranges',
  'a lost oar',
  'the brass bell',
  'a letter without a stamp',
  'two chairs',
  'a blue lamp',
]
const DOINGS = [
  'was seen near',
  'has been moved to',
  'went missing from',
  'came back to',
  'waits for its owner at',
  'was painted at',
]
const SKIES = [
  'Low cloud',
  'A thin sun',
  'Rain in short rows',
  'Fog until noon',
  'Clear air',
  'Wind from the west',
]
const CLOSINGS = ['Mind the ropes.', 'We stay on the air.', 'Back after the bell.', 'Keep the lamp lit.']

/** Writes a script for a prompt. */
export function writeScript(prompt: string): string {
  const pick = picker(prompt)
  const lines = Array.from(
    { length: 4 },
    () =>
      `${pick(THINGS)} ${pick(DOINGS)} ${pick(PLACES)}, at about ${pick(['six', 'seven', 'nine', 'ten'])} o'clock.`,
  ).map((line) => line.charAt(0).toUpperCase() + line.slice(1))
  const sky = `${pick(SKIES)} over ${pick(PLACES)}; the tide turns at a quarter past ${pick(['one', 'two', 'four', 'five', 'eight'])}.`
  return [pick(OPENINGS), sky, ...lines, pick(CLOSINGS)].join('\n')
}

/** Picks by chance, the same chance for the same prompt (FNV-1a, then a linear step for each pick). */
function picker(prompt: string): (list: readonly string[]) => string {
  let state = 0x811c9dc5
  for (const letter of prompt) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return (list) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return list[Math.floor((state / 2 ** 32) * list.length)] ?? ''
  }
}
