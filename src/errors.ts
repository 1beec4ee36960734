/** What went wrong, as one stable word that programs can switch on. */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_A_FOLDER'
  | 'NOT_FOUND'
  | 'OUTSIDE_FOLDER'
  | 'TOO_LARGE'
  | 'MALFORMED'
  | 'LOCKED'
  | 'WRITE_FAILED'
  | 'PORT_IN_USE'
  | 'PREDECESSOR_DIED'
  | 'CLOSED'
  | 'STILL_RUNNING'
  | 'MISSING_DEPENDENCY'

/**
 * The one error class of the package. `message` says what went wrong, where, and what to do next; `cause` keeps the
 * error underneath.
 *
 * @example
 * try { serve('/no/such/file.txt') } catch (error) {
 *   if (error instanceof StoryMonitorError && error.code === 'NOT_A_FOLDER') console.error(error.message)
 * }
 */
export class StoryMonitorError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoryMonitorError'
    this.code = code
  }
}
