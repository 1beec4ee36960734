import { bytesInWords, durationInWords, type HealthState } from '../contract/index.ts'
import type { Pace } from './durations.ts'
import type { Tally } from './tally.ts'
import { median, theilSen } from './theil-sen.ts'

export type Health = { state: HealthState; reasons: string[] }

/** What health is judged by. */
export type Signs = {
  tally: Tally
  pace: Pace
  consecutiveFailures: number
  maxConsecutiveFailures: number
  /** Seconds that the running segment has taken so far. */
  currentSeconds: number | undefined
  diskFreeBytes: number | undefined
  /** Memory of the process over time, oldest first, one value a minute. */
  memory: readonly number[]
  /** What the disk refuses, where it does. */
  trouble: string | undefined
  /** Why the run stopped by itself, where it did. */
  stopped: string | undefined
}

const GIB = 1024 ** 3
const MIB = 1024 ** 2
const LOW_DISK = 2 * GIB
const NO_DISK = 256 * MIB
const LOW_POOL = 0.3
const EMPTY_POOL = 0.1
const SLOWING_PERCENT = 25
/** A segment that takes so many times as long as the longest so far, and at least this long, is stalled. */
const STALL_FACTOR = 3
const LEAST_STALL_SECONDS = 60
const LEAST_MEMORY_POINTS = 10
const MEMORY_GROWTH = 1.5
const LEAST_MEMORY_GROWTH = 200 * MIB
const LEAST_VALIDATED = 20
const PASS_RATE = 0.95
const POOR_PASS_RATE = 0.9
/** So many segments have to be over before the share of those that were given up says something. */
const LEAST_OVER = 10
const GIVEN_UP = 0.05
const MANY_GIVEN_UP = 0.1

type Finding = { critical: boolean; reason: string } | undefined

/** Judges a run by its signs: each reason in words, with the number. */
export function judgeHealth(signs: Signs): Health {
  const findings = [
    stopOf(signs),
    troubleOf(signs),
    streakOf(signs),
    stallOf(signs),
    slowdownOf(signs),
    givenUpOf(signs),
    passRateOf(signs),
    diskOf(signs),
    memoryOf(signs),
    ...poolsOf(signs),
  ].filter((finding) => finding !== undefined)
  const critical = findings.some((finding) => finding.critical)
  return {
    state: critical ? 'critical' : findings.length > 0 ? 'degraded' : 'healthy',
    reasons: findings.map((finding) => finding.reason),
  }
}

const troubleOf = ({ trouble }: Signs): Finding =>
  trouble === undefined ? undefined : { critical: true, reason: trouble }

const stopOf = ({ stopped }: Signs): Finding =>
  stopped === undefined ? undefined : { critical: true, reason: stopped }

function givenUpOf({ tally: { completed, failed } }: Signs): Finding {
  const over = completed + failed
  if (over < LEAST_OVER || failed / over <= GIVEN_UP) return undefined
  return {
    critical: failed / over > MANY_GIVEN_UP,
    reason: `${failed} of ${over} segments were given up`,
  }
}

function streakOf({ consecutiveFailures: count, maxConsecutiveFailures: most }: Signs): Finding {
  if (count < 2) return count >= most ? { critical: true, reason: 'the last segment failed' } : undefined
  return {
    critical: count >= most - 1,
    reason: `${count} segments in a row failed; the run pauses at ${most}`,
  }
}

function stallOf({ pace, currentSeconds }: Signs): Finding {
  if (currentSeconds === undefined) return undefined
  const limit = Math.max(LEAST_STALL_SECONDS, STALL_FACTOR * pace.longest)
  if (pace.average === undefined || currentSeconds <= limit) return undefined
  const reason = `the running segment has taken ${durationInWords(currentSeconds)}; the longest before took ${durationInWords(pace.longest)}`
  return { critical: currentSeconds > 2 * limit, reason }
}

function slowdownOf({ pace }: Signs): Finding {
  if (pace.trend !== 'slowing' || pace.trendPercent < SLOWING_PERCENT) return undefined
  return {
    critical: false,
    reason: `segments take ${Math.round(pace.trendPercent)}% longer than a while ago`,
  }
}

function passRateOf({ tally }: Signs): Finding {
  const passed = tally.metric('validation_passed')
  if (passed === undefined || passed.count < LEAST_VALIDATED) return undefined
  const rate = passed.sum / passed.count
  if (rate >= PASS_RATE) return undefined
  return {
    critical: rate < POOR_PASS_RATE,
    reason: `validation passes ${(rate * 100).toFixed(1)}% of the segments`,
  }
}

function diskOf({ diskFreeBytes }: Signs): Finding {
  if (diskFreeBytes === undefined || diskFreeBytes >= LOW_DISK) return undefined
  return {
    critical: diskFreeBytes < NO_DISK,
    reason: `${bytesInWords(diskFreeBytes)} of disk space are left`,
  }
}

function memoryOf({ memory }: Signs): Finding {
  if (memory.length < LEAST_MEMORY_POINTS) return undefined
  const { perStep, significance } = theilSen(memory)
  const before = median(memory.slice(0, 5))
  const now = median(memory.slice(-5))
  if (significance < 2.6 || now < before * MEMORY_GROWTH || now - before < LEAST_MEMORY_GROWTH)
    return undefined
  const perHour = bytesInWords(perStep * 60)
  return {
    critical: false,
    reason: `memory grows by ${perHour} an hour: ${bytesInWords(before)} → ${bytesInWords(now)}`,
  }
}

function poolsOf({ tally }: Signs): Finding[] {
  return [...tally.pools].map(([name, { remaining, total }]) => {
    const share = total === 0 ? 1 : remaining / total
    if (share >= LOW_POOL) return undefined
    const reason = `pool ${name.slice(0, 60)} is at ${Math.round(share * 100)}% (${remaining} of ${total})`
    return { critical: share < EMPTY_POOL, reason }
  })
}
