import { StoryMonitorError } from '../errors.ts'
import type { Run } from './run.ts'

/**
 * The list of a run is known in full: what else is finished in the folder is told, and counts nowhere.
 *
 * @param length how many segments the list had, where it has come to its end
 */
export function countList({ tally, folder, finished, warnings }: Run, length?: number): void {
  tally.earlier = finished.elsewhere
  if (tally.earlier > 0) {
    const where = 'They stay on the disk and in the report as those of earlier lists, and count nowhere else.'
    const message = `${tally.earlier} finished segments of ${folder} are not in this run's list. ${where}`
    warnings.begin('FOREIGN', new StoryMonitorError('NOT_FOUND', message))
  }
  if (length === undefined) return
  tally.total ??= length
  if (length === tally.total) return
  const message = `${tally.total} segments were announced for ${folder}, and the list ended after ${length}: the others count as not made.`
  warnings.begin('TOTAL', new StoryMonitorError('INVALID_ARGUMENT', message))
}

/** More segments than were announced: the announcement was wrong. */
export function outgrow({ tally, folder, warnings }: Run, length: number): void {
  if (tally.total === undefined || length <= tally.total) return
  const message = `${tally.total} segments were announced for ${folder}, and the list has more: they are counted as they come.`
  warnings.begin('TOTAL', new StoryMonitorError('INVALID_ARGUMENT', message))
  tally.total = length
}
