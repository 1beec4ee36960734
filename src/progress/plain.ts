import { StoryMonitorError } from '../errors.ts'
import type { Warnings } from '../host/index.ts'

/**
 * A copy of what a pipeline hands over, as JSON sees it: later changes to it don't reach the file, and one value that
 * can't be written (a circle, a BigInt) costs only itself.
 *
 * @param what names it in the warning
 * @returns undefined, after a warning, for what can't be written
 */
export function plainCopy(what: string, value: object, warnings: Warnings): object | undefined {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const message = `${what} can't be written as JSON and is left out: ${reason}`
    warnings.begin(`PLAIN ${what}`, new StoryMonitorError('INVALID_ARGUMENT', message, { cause: error }))
    return undefined
  }
}
