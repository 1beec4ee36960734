import { StoryMonitorError } from '../errors.ts'
import { nearest } from '../host/index.ts'

/** What to say of a phase that is none of the story's, where another is called nearly the same. */
export function slipOfThePen(phase: string, known: readonly string[]): StoryMonitorError | undefined {
  const near = nearest(phase, known)
  // "act-3" after "act-1" and "act-2" is meant.
  if (near === undefined || withoutNumbers(near) === withoutNumbers(phase)) return undefined
  return new StoryMonitorError(
    'NOT_FOUND',
    `There is no phase "${phase}" in this story, so it is added as one of its own. Did you mean "${near}"?`,
  )
}

const withoutNumbers = (name: string) => name.replaceAll(/[-_. ]?\d+/g, '')
