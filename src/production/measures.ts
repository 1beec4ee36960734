import type { Tally } from './tally.ts'

/** A metric as of now, and between what its value at the end of the run must lie. */
export type Measure = {
  value: number | undefined
  low: number
  high: number
  /** Segments that the value stands on. */
  samples: number
  /** What it came to when the list is through, where that is another value. */
  atEnd?: number
  /** Whether the value is a mean that tells how it will end; a count of what is done so far does not. */
  settles: boolean
}

type Reader = (tally: Tally, seconds: number) => Measure

const ANY = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** The metrics that are known by name. */
export const METRICS: { readonly [name: string]: Reader } = {
  completion_rate: (tally) => {
    const { total, completed, finished, remaining } = tally
    if (total === undefined || remaining === undefined || total === 0) {
      return {
        value: finished === 0 ? undefined : completed / finished,
        low: 0,
        high: 1,
        samples: finished,
        settles: true,
      }
    }
    // As a rate of all segments it climbs to the end, so the rate of the finished ones is what tells.
    const value = finished === 0 ? undefined : completed / finished
    return {
      value,
      low: completed / total,
      high: (completed + remaining) / total,
      samples: finished,
      settles: true,
      atEnd: completed / total,
    }
  },
  validation_pass_rate: (tally) => meanOf(tally, 'validation_passed', [0, 1]),
  repetition_rate: (tally) => meanOf(tally, 'repetition_flagged', [0, 1]),
  critical_violations: (tally) => countUp(tally.metric('critical_violations')?.sum, tally),
  unrecoverable_crashes: (tally) => countUp(tally.crashed, tally),
  total_hours: (tally, seconds) => {
    const hours = seconds / 3600
    const high = tally.remaining === 0 ? hours : Number.POSITIVE_INFINITY
    return { value: hours, low: hours, high, samples: tally.finished, settles: false }
  },
  arcs_resolved_rate: (tally) => {
    const resolved = tally.metric('arcs_resolved')?.last
    const total = tally.metric('arcs_total')?.last
    const value = resolved === undefined || !total ? undefined : Math.min(1, resolved / total)
    // An arc may be resolved in the last segment, so nothing is certain before.
    return { value, low: 0, high: 1, samples: tally.finished, settles: false }
  },
}

/** @param range for a metric that is not known by name: what one segment's value lies between; 0 and 1 where it is a yes or no */
export function measureOf(
  name: string,
  tally: Tally,
  seconds: number,
  range?: readonly [number, number],
): Measure {
  const known = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined
  if (known !== undefined) return known(tally, seconds)
  return meanOf(tally, name, range ?? (tally.isYesNo(name) ? [0, 1] : undefined))
}

/** A mean over the segments that have the metric; the rest of the run may bring the least or the greatest each time. */
function meanOf(tally: Tally, name: string, range?: readonly [number, number]): Measure {
  const { count = 0, sum = 0 } = tally.metric(name) ?? {}
  const value = count === 0 ? undefined : sum / count
  const samples = count
  const open = tally.remaining
  if (range === undefined || open === undefined) {
    const [low, high] = range ?? [ANY.low, ANY.high]
    return open === 0 && value !== undefined
      ? { value, low: value, high: value, samples, settles: true }
      : { value, low, high, samples, settles: true }
  }
  if (count + open === 0) return { value, low: range[0], high: range[1], samples, settles: true }
  const low = (sum + open * Math.min(range[0], value ?? range[0])) / (count + open)
  const high = (sum + open * Math.max(range[1], value ?? range[1])) / (count + open)
  return { value, low, high, samples, settles: true }
}

/** What nobody counted is no zero: it has no value, and so meets no target at the end. */
const countUp = (value: number | undefined, tally: Tally): Measure => ({
  value,
  low: value ?? 0,
  high: tally.remaining === 0 && value !== undefined ? value : Number.POSITIVE_INFINITY,
  samples: tally.finished,
  settles: false,
})
