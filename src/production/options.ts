import type { LiveStatusView } from '../contract/index.ts'
import { filledText, type HostWarning, numberFrom, type OnWarning, refuse, wholeFrom } from '../host/index.ts'
import { type Criterion, type CriterionRule, readCriteria } from './criteria.ts'
import type { RetryOptions, RetrySettings } from './retry.ts'

export type ProductionMonitorOptions = {
  /** How many segments there are. Default: the length of the list, where it has one. */
  total?: number
  /** What the run has to reach: a preset's criteria, or your own. Default: none. */
  criteria?: readonly Criterion[]
  /** The run pauses after so many segments in a row were given up. Default 5. */
  maxConsecutiveFailures?: number
  /** How a failed attempt is tried again. */
  retry?: RetryOptions
  /** Time limit of one attempt, in seconds of running time. Default 3600. */
  timeoutSeconds?: number
  /** How long a function may take to stop after its signal aborted, in seconds. Default 10. */
  graceSeconds?: number
  /** A segment in which the process died so often is given up. Default 3. */
  maxCrashes?: number
  /** Pause on Ctrl+C and stop on the second, stop on SIGTERM and SIGHUP. Default true. */
  handleSignals?: boolean
  /** Which random sample of segments the report proposes for review. Default: the run's id. */
  sampleSeed?: string
  /** How many segments to propose for review. Default 10, and 30 from 480 segments on. */
  sampleSize?: number
  /** Told each time LIVE_STATUS.json is written what it says; `progressDisplay()` shows it. Default: nobody. */
  onStatus?: (status: LiveStatusView) => void
  /** Told of trouble with the files. Default: `process.emitWarning`. */
  onWarning?: OnWarning
}

export type Settings = {
  total: number | undefined
  criteria: CriterionRule[]
  maxConsecutiveFailures: number
  retry: RetrySettings
  timeoutSeconds: number
  graceSeconds: number
  maxCrashes: number
  handleSignals: boolean
  sampleSeed: string | undefined
  sampleSize: number | undefined
  onStatus: ((status: LiveStatusView) => void) | undefined
  onWarning: OnWarning | undefined
}

type Given = { readonly [key: string]: unknown }

/** The one place where a monitor's options are checked and filled. @throws StoryMonitorError INVALID_ARGUMENT */
export function readOptions(options: unknown): Settings {
  const given = objectFrom('options', options)
  const or = <Value>(key: string, read: (name: string, value: unknown) => Value, otherwise: Value): Value =>
    given[key] === undefined ? otherwise : read(key, given[key])
  const whole = (least: number) => (name: string, value: unknown) => wholeFrom(name, value, least)
  const seconds = (name: string, value: unknown) => numberFrom(name, value, 0.001)
  return {
    total: or<number | undefined>('total', whole(0), undefined),
    criteria: readCriteria(given['criteria']),
    maxConsecutiveFailures: or('maxConsecutiveFailures', whole(1), 5),
    retry: readRetry(given['retry']),
    timeoutSeconds: or('timeoutSeconds', seconds, 3600),
    graceSeconds: or('graceSeconds', seconds, 10),
    maxCrashes: or('maxCrashes', whole(1), 3),
    handleSignals: or('handleSignals', flag, true),
    sampleSeed: or<string | undefined>('sampleSeed', filledText, undefined),
    sampleSize: or<number | undefined>('sampleSize', whole(0), undefined),
    onStatus: readListener<LiveStatusView>('onStatus', given['onStatus']),
    onWarning: readListener<HostWarning>('onWarning', given['onWarning']),
  }
}

function readRetry(value: unknown): RetrySettings {
  const given = value === undefined ? {} : objectFrom('retry', value)
  const or = (key: string, read: (name: string, value: unknown) => number, otherwise: number) =>
    given[key] === undefined ? otherwise : read(`retry.${key}`, given[key])
  const retryable = given['retryable']
  if (retryable !== undefined && typeof retryable !== 'function')
    throw refuse('retry.retryable', 'a function', retryable)
  return {
    attempts: or('attempts', (name, attempts) => wholeFrom(name, attempts, 1), 3),
    delaySeconds: or('delaySeconds', (name, delay) => numberFrom(name, delay, 0), 1),
    maxDelaySeconds: or('maxDelaySeconds', (name, delay) => numberFrom(name, delay, 0), 60),
    retryable: (error) => (retryable === undefined ? undefined : retryable(error)),
  }
}

function objectFrom(name: string, value: unknown): Given {
  if (typeof value !== 'object' || value === null) throw refuse(name, 'an object', value)
  return { ...value }
}

function flag(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw refuse(name, 'true or false', value)
  return value
}

function readListener<Told>(name: string, value: unknown): ((told: Told) => void) | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'function') throw refuse(name, 'a function', value)
  return (told) => value(told)
}
