import { countOf, isDictionary, ownValue } from '../contract/index.ts'
import { readJsonFile, writeFileAtomic } from '../files/index.ts'
import { statusPath } from './claim.ts'
import type { SegmentRecord } from './segment-log.ts'

/**
 * Says in LIVE_STATUS.json that segments are to be made again: the run is not through any more, and its criteria are open.
 * What else the file says stays. A folder without one has nothing to correct.
 */
export function reopenStatus(folder: string, left: readonly SegmentRecord[]): void {
  const status = readJsonFile(statusPath(folder))?.value
  if (!isDictionary(status)) return
  const count = (key: string) => countOf(ownValue(ownValue(status, 'segments'), key))
  const total = count('total')
  const less = (key: string, gone: number) => Math.max(0, (count(key) ?? 0) - gone)
  const completed = left.filter((record) => record.status === 'completed').length
  const failed = left.filter((record) => record.error !== undefined).length
  const segments = {
    completed: less('completed', completed),
    failed: less('failed', failed),
    skipped: less('skipped', left.length - completed - failed),
  }
  const over = segments.completed + segments.failed + segments.skipped
  const criteria = ownValue(status, 'criteria')
  const reopened = {
    ...status,
    status: 'aborted',
    end_reason: reasonFor(left.length, total === undefined ? left.length : total - over),
    updated_at: new Date().toISOString(),
    segments: { total: total ?? null, ...segments, remaining: total === undefined ? null : total - over },
    progress_percent: total ? Math.round((over / total) * 1000) / 10 : null,
    criteria: Array.isArray(criteria) ? criteria.map((one) => ({ ...Object(one), state: 'open' })) : [],
  }
  writeFileAtomic(statusPath(folder), `${JSON.stringify(reopened, null, 2)}\n`)
}

function reasonFor(again: number, open: number): string {
  const segments = `${again} ${again === 1 ? 'segment is' : 'segments are'} to be made again`
  return `${segments}${open > again ? `, ${open} are open in all` : ''}: start the program`
}
