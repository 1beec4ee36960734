import { Forecast } from '../../../src/production/eta.ts'
import { median } from '../../../src/production/theil-sen.ts'

export const KINDS = ['constant', 'drifting', 'bimodal', 'heavy-tailed', 'with pauses'] as const
export type Kind = (typeof KINDS)[number]

/** Numbers that are the same in every run of the test (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** How long the segments of a run take, in seconds of running time. */
function durationsOf(kind: Kind, count: number, random: () => number): number[] {
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const share = 0.2 + random() * 0.6
  const drift = random() * 3 - 0.6
  const of = (index: number): number => {
    switch (kind) {
      case 'drifting':
        return 60 * (1 + (drift * index) / count) * (1 + 0.15 * gauss())
      case 'bimodal':
        return (random() < share ? 30 : 240) * (1 + 0.1 * gauss())
      case 'heavy-tailed':
        return 60 * Math.exp(gauss())
      default:
        return 60 * (1 + 0.1 * gauss())
    }
  }
  return Array.from({ length: count }, (_, index) => Math.max(0.1, of(index)))
}

/**
 * Forecasts at every tenth of simulated runs, held against what was left in truth. A pause of an hour comes at a third and
 * two thirds of the runs with pauses: what looks at a wall clock counts it, the monitor doesn't.
 *
 * @returns share of true ends inside the range, and median errors of the middle, of the plain mean and of tqdm's
 * exponential mean (smoothing 0.3)
 */
export function simulate(kind: Kind, runs: number) {
  const random = randomFrom(KINDS.indexOf(kind) + 1)
  const errors: number[] = []
  const meanErrors: number[] = []
  const emaErrors: number[] = []
  let inside = 0
  for (let run = 0; run < runs; run++) {
    const count = 100 + Math.floor(random() * 400)
    const durations = durationsOf(kind, count, random)
    const total = durations.reduce((sum, seconds) => sum + seconds, 0)
    const forecast = new Forecast()
    let sum = 0
    let wall = 0
    let ema: number | undefined
    for (const [index, seconds] of durations.entries()) {
      const paused =
        kind === 'with pauses' && (index === Math.floor(count / 3) || index === Math.floor((2 * count) / 3))
      const seen = seconds + (paused ? 3600 : 0)
      forecast.add(seconds)
      sum += seconds
      wall += seen
      ema = ema === undefined ? seen : 0.3 * seen + 0.7 * ema
      const done = index + 1
      if (done % Math.ceil(count / 10) !== 0 || done === count) continue
      const truth = total - sum
      const rest = forecast.rest(count - done)
      if (rest === undefined) continue
      if (rest.low <= truth && truth <= rest.high) inside += 1
      errors.push(Math.abs(rest.seconds - truth) / truth)
      meanErrors.push(Math.abs((wall / done) * (count - done) - truth) / truth)
      emaErrors.push(Math.abs(ema * (count - done) - truth) / truth)
    }
  }
  return {
    inside: inside / errors.length,
    error: median(errors),
    meanError: median(meanErrors),
    emaError: median(emaErrors),
    errors,
    meanErrors,
    emaErrors,
  }
}
