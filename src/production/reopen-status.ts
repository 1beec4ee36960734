import { countOf, isDictionary, listOf, ownValue, textOf } from '../contract/index.ts'
import { readJsonFile, writeFileAtomic } from '../files/index.ts'
import { statusPath } from './claim.ts'
import type { SegmentRecord } from './segment-log.ts'
import { Tally } from './tally.ts'

/**
 * Says in LIVE_STATUS.json that segments are to be made again: the run is not through any more, and its criteria are open.
 * What went wrong in them goes with them; what else the file says stays.
 *
 * @returns whether there is a file to correct
 */
export function reopenStatus(folder: string, left: readonly SegmentRecord[]): boolean {
  const status = readJsonFile(statusPath(folder))?.value
  if (!isDictionary(status)) return false
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
  const earlier = count('earlier')
  const reopened = {
    ...status,
    ...failuresWithout(status, left),
    status: 'aborted',
    end_reason: reasonFor(left.length, total === undefined ? left.length : total - over),
    updated_at: new Date().toISOString(),
    segments: {
      total: total ?? null,
      ...segments,
      remaining: total === undefined ? null : total - over,
      ...(earlier === undefined ? {} : { earlier }),
    },
    progress_percent: total ? Math.round((over / total) * 1000) / 10 : null,
    criteria: Array.isArray(criteria) ? criteria.map((one) => ({ ...Object(one), state: 'open' })) : [],
  }
  writeFileAtomic(statusPath(folder), `${JSON.stringify(reopened, null, 2)}\n`)
  return true
}

/** The failed attempts without those of segments that are made again. */
function failuresWithout(status: unknown, left: readonly SegmentRecord[]): object {
  const gone = new Set(left.map(({ id }) => id))
  const stays = (error: unknown) => !gone.has(textOf(ownValue(error, 'segment')) ?? '')
  const { retries, failedAttempts } = attemptsOf(left)
  const count = (key: string) => countOf(ownValue(ownValue(status, 'failures'), key)) ?? 0
  const lastErrors = listOf(ownValue(status, 'last_errors')).filter(stays)
  return {
    failures: {
      consecutive: 0,
      total: Math.max(0, count('total') - failedAttempts),
      retries: Math.max(0, count('retries') - retries),
    },
    last_error: lastErrors[0] ?? null,
    last_errors: lastErrors,
    failure_clusters: listOf(ownValue(status, 'failure_clusters')).filter(
      (cluster) => !gone.has(textOf(ownValue(cluster, 'last_segment')) ?? ''),
    ),
    health: { state: 'healthy', reasons: [] },
  }
}

function attemptsOf(left: readonly SegmentRecord[]): { retries: number; failedAttempts: number } {
  const tally = new Tally(undefined)
  for (const record of left) tally.addEarlier(record)
  return tally
}

function reasonFor(again: number, open: number): string {
  const segments = `${again} ${again === 1 ? 'segment is' : 'segments are'} to be made again`
  return `${segments}${open > again ? `, ${open} are open in all` : ''}: start the program`
}
