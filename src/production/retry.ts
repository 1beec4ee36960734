import { systemCode } from '../files/index.ts'

export type RetryOptions = {
  /** Tries of one segment, the first included. Default 3. */
  attempts?: number
  /** Wait before the second try, in seconds; it doubles from try to try. Default 1. */
  delaySeconds?: number
  /** Longest wait, in seconds. Default 60. */
  maxDelaySeconds?: number
  /** Says whether another try may help; undefined leaves it to the default policy. */
  retryable?: (error: Error) => boolean | undefined
}

export type RetrySettings = {
  attempts: number
  delaySeconds: number
  maxDelaySeconds: number
  retryable: (error: Error) => boolean | undefined
}

/** A request that was refused for what it says is refused again; these three may pass later. */
const PASSING_STATUSES = [408, 425, 429]
const PASSING_CODES = ['ENOSPC', 'EDQUOT', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN']

/**
 * Whether another attempt may help. Errors that say `permanent: true` and HTTP answers 400 to 499 (but 408, 425, 429) are
 * not tried again; timeouts, 5xx, refused connections and everything else are.
 */
export function isRetryable(error: Error, settings: Pick<RetrySettings, 'retryable'>): boolean {
  const own = settings.retryable(error)
  if (own !== undefined) return own
  if ('permanent' in error && error.permanent === true) return false
  if (PASSING_CODES.includes(systemCode(error) ?? systemCode(error.cause) ?? '')) return true
  const status = statusOf(error)
  return status === undefined || status < 400 || status > 499 || PASSING_STATUSES.includes(status)
}

function statusOf(error: Error): number | undefined {
  if ('status' in error && typeof error.status === 'number') return error.status
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode
  return undefined
}

/**
 * Milliseconds to wait before an attempt: doubled each time, and between half and all of it by chance, so that many
 * workers don't come back at the same moment.
 *
 * @param attempt the one to come, from 2
 */
export function backoffMs(attempt: number, settings: RetrySettings): number {
  const seconds = Math.min(settings.maxDelaySeconds, settings.delaySeconds * 2 ** (attempt - 2))
  return seconds * 1000 * (0.5 + Math.random() / 2)
}
