import { join } from 'node:path'
import { listOf, ownValue, textOf } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { readJsonFile, withLock, writeFileAtomic } from '../files/index.ts'
import { filledText, shortText } from '../host/index.ts'
import { readStatus } from './claim.ts'

const EXCEPTIONS_FILENAME = 'production-exceptions.json'

/** Why a run may pass its gate although it missed a criterion, and who decided that. */
export type DocumentedException = { criterion: string; reason: string; by: string; at: string }

/**
 * Documents why a run may pass its gate although it missed a `should`. Said again, the newer reason stands. Write the
 * report again to have it in there.
 *
 * @param exception `criterion`: its name; `reason` and `by`: why and who, for people
 * @throws StoryMonitorError NOT_FOUND when there is no run or no such criterion, INVALID_ARGUMENT for a `must`, which has no
 * exceptions, for a criterion that is met, and for empty texts
 * @example documentException('./output/pilot', { criterion: 'Arcs resolved', reason: 'a cliffhanger', by: 'Ada' })
 */
export function documentException(
  folder: string,
  exception: { criterion: string; reason: string; by: string },
): void {
  const name = filledText('criterion', exception.criterion)
  const reason = shortText('reason', filledText('reason', exception.reason))
  const by = shortText('by', filledText('by', exception.by))
  const criteria = readStatus(folder)?.criteria ?? []
  const criterion = criteria.find((one) => one.name === name)
  if (criterion === undefined) {
    const known = criteria.map((one) => `"${one.name}"`).join(', ') || 'none'
    throw new StoryMonitorError(
      'NOT_FOUND',
      `No criterion of ${folder} is called "${name}". There are: ${known}.`,
    )
  }
  if (criterion.tier === 'must') {
    const advice = 'Have the segments made again that spoil it (production redo), or change the criterion.'
    throw new StoryMonitorError(
      'INVALID_ARGUMENT',
      `"${name}" is a must, and a must has no exceptions. ${advice}`,
    )
  }
  if (criterion.state === 'met') {
    throw new StoryMonitorError(
      'INVALID_ARGUMENT',
      `"${name}" is met, so there is nothing to except. Document what is missed.`,
    )
  }
  const path = join(folder, EXCEPTIONS_FILENAME)
  withLock(path, () => {
    const others = readExceptions(folder).filter((one) => one.criterion !== name)
    const exceptions = [...others, { criterion: name, reason, by, at: new Date().toISOString() }]
    writeFileAtomic(path, `${JSON.stringify({ exceptions }, null, 2)}\n`, { flush: true })
  })
}

/** The exceptions that are documented in a folder. @throws StoryMonitorError when the file is there but can't be read */
export function readExceptions(folder: string): DocumentedException[] {
  const value = readJsonFile(join(folder, EXCEPTIONS_FILENAME))?.value
  return listOf(ownValue(value, 'exceptions')).flatMap((one) => {
    const criterion = textOf(ownValue(one, 'criterion'))
    const reason = textOf(ownValue(one, 'reason'))
    if (criterion === undefined || reason === undefined) return []
    return [
      { criterion, reason, by: textOf(ownValue(one, 'by')) ?? '', at: textOf(ownValue(one, 'at')) ?? '' },
    ]
  })
}
