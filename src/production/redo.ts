import { StoryMonitorError } from '../errors.ts'
import { appendLine, withLock, writeFileAtomic } from '../files/index.ts'
import { isLive, readStatus, statusPath } from './claim.ts'
import { reopenStatus } from './reopen-status.ts'
import { writeReport } from './report/index.ts'
import { eachRecord, type SegmentRecord, segmentsPath } from './segment-log.ts'

/**
 * Has segments made again whose output turned out to be wrong: they leave `_segments.jsonl`, and the next start makes them.
 * Their old lines are kept in `_segments.redone.jsonl`; the status and the report say that they are to be made again.
 *
 * @param which ids, or `skipped` for all that were given up or left out
 * @returns the ids that will be made again, and those that were not finished anyway
 * @throws StoryMonitorError LOCKED while a run is alive
 * @example redoSegments('./output/pilot', ['s17', 's18'])
 */
export function redoSegments(
  folder: string,
  which: readonly string[] | 'skipped',
): { redone: string[]; unknown: string[] } {
  return withLock(statusPath(folder), () => {
    const status = readStatus(folder)
    if (status !== undefined && isLive(status)) {
      const advice = 'Stop it first (press Ctrl+C twice where it runs).'
      throw new StoryMonitorError(
        'LOCKED',
        `${folder} is worked on by process ${status.writer.pid ?? '?'}. ${advice}`,
      )
    }
    const wanted = which === 'skipped' ? undefined : new Set(which)
    const leaves = ({ id, status }: SegmentRecord) =>
      wanted === undefined ? status === 'skipped' : wanted.has(id)
    const kept: string[] = []
    const left: SegmentRecord[] = []
    const path = segmentsPath(folder)
    const archive = path.replace(/\.jsonl$/, '.redone.jsonl')
    eachRecord(folder, (record, text) => {
      if (!leaves(record)) {
        kept.push(text)
        return
      }
      left.push(record)
      appendLine(archive, text)
    })
    const redone = left.map(({ id }) => id)
    if (redone.length > 0) writeFileAtomic(path, kept.map((line) => `${line}\n`).join(''), { flush: true })
    if (left.length > 0 && reopenStatus(folder, left)) writeReport(folder)
    const found = new Set(redone)
    return { redone, unknown: which === 'skipped' ? [] : which.filter((id) => !found.has(id)) }
  })
}
