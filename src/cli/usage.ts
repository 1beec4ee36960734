import { StoryMonitorError } from '../errors.ts'
import { isFolder } from '../files/index.ts'

/** The person typed something that can't be: the message says what to type instead, and the exit code is 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Checks that there is a folder to look into. @throws UsageError */
export function existingFolder(path: string): string {
  if (isFolder(path)) return path
  throw new UsageError(`There is no folder ${path}; check its name, or make it: mkdir -p ${path}`)
}

/** Reads a whole number from the command line. @throws UsageError */
export function wholeNumber(name: string, word: string, limit: number): number {
  const value = Number(word)
  if (/^\d+$/.test(word) && value <= limit) return value
  throw new UsageError(`${name} has to be a whole number from 0 to ${limit}, not "${word}".`)
}

/** Whether an error is about what was typed, so that the exit code says so. */
export const isWrongUsage = (error: unknown): boolean =>
  error instanceof UsageError ||
  (error instanceof StoryMonitorError && ['INVALID_ARGUMENT', 'NOT_A_FOLDER'].includes(error.code))
