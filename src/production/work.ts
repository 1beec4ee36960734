import { productionCommand } from '../contract/index.ts'
import { Attempt } from './attempt.ts'
import { messageOf } from './failure.ts'
import { IdSet } from './id-set.ts'
import { countList, outgrow } from './list-length.ts'
import { readResult } from './result.ts'
import { backoffMs, isRetryable } from './retry.ts'
import type { Run } from './run.ts'
import { duplicateId, idOf, type Place, type Segment, type SegmentList } from './segment.ts'
import { MOST_ATTEMPT_ERRORS, type SegmentRecord } from './segment-log.ts'

type Given<Item> = { place: Place<Item>; record: SegmentRecord }

/**
 * The order of the work: hands out attempt after attempt until every segment of the list is written down or the run stops.
 *
 * Segments that are given up in a row wait in memory: when so many of them pause the run, the cause was none of theirs,
 * and they are tried again afterwards. The next success, or the end of the list, writes them down as skipped.
 */
export async function* workThrough<Item extends Segment>(
  run: Run,
  list: SegmentList<Item>,
): AsyncGenerator<Attempt<Item>, void, undefined> {
  const places = unfinished(run, list)
  let again: Place<Item>[] = []
  let givenUp: Given<Item>[] = []
  const writeDown = async (records: SegmentRecord[]) => {
    for (const record of records) if (!(await run.record(record))) return false
    return true
  }
  let judged: number | undefined
  const judge = () => {
    if (run.tally.finished === judged) return
    judged = run.tally.finished
    run.checkCriteria()
  }
  try {
    for (;;) {
      const place = again.shift() ?? (await nextPlace(run, places))
      // A list that is made while it is read says only now which of its segments are finished.
      run.settle()
      // What stopped the run before stops it again, unless the segments behind it were redone.
      judge()
      if (place === undefined) break
      const record = yield* attemptsAt(run, place)
      if (record === undefined) return
      if (record.error === undefined || record.crashes !== undefined) {
        run.consecutiveFailures = 0
        run.heldFailures = 0
        const records = [...givenUp.map((given) => given.record), record]
        givenUp = []
        if (!(await writeDown(records))) return
        judge()
        continue
      }
      givenUp.push({ place, record })
      run.consecutiveFailures += 1
      run.heldFailures = givenUp.length
      run.refresh()
      if (run.consecutiveFailures < run.settings.maxConsecutiveFailures) continue
      again = [...givenUp.map((given) => given.place), ...again]
      givenUp = []
      run.halt.pause(streakReason(run.consecutiveFailures, record.error))
      if (!(await run.halt.clearance())) return
      run.consecutiveFailures = 0
      run.heldFailures = 0
    }
    if (run.halt.stopReason !== undefined) return
    run.heldFailures = 0
    if (await writeDown(givenUp.map((given) => given.record))) judge()
  } finally {
    // After a stop the list may still be busy with its next segment, for ever perhaps: nobody waits for that.
    await run.halt.unlessStopped(places.return(undefined))
  }
}

const streakReason = (count: number, error: string) =>
  `${count} segments in a row failed, the last one with: ${error.replace(/\.+$/, '')}. Mend the cause, then resume it; these segments are tried again.`

/** The places of the list that are still to do. @throws StoryMonitorError INVALID_ARGUMENT for an id that is no id or comes twice */
async function* unfinished<Item extends Segment>(
  run: Run,
  list: SegmentList<Item>,
): AsyncGenerator<Place<Item>> {
  const seen = new IdSet()
  let count = 0
  const placeOf = (segment: Item): Place<Item> | undefined => {
    const index = count
    const id = idOf(segment, index)
    count += 1
    // A list that is known in full was checked before; only what is put into it since then is not.
    if (index >= (run.finished.listed ?? 0) && !seen.add(id)) throw duplicateId(id, index)
    outgrow(run, count)
    return run.finished.meet(id) ? undefined : { segment, id, index }
  }
  // A list that is there is passed over without a promise for each of a million finished segments.
  if (Symbol.asyncIterator in list) {
    for await (const segment of list) {
      const place = placeOf(segment)
      if (place !== undefined) yield place
    }
  } else {
    for (const segment of list) {
      const place = placeOf(segment)
      if (place !== undefined) yield place
    }
  }
  countList(run, count)
}

/** A list that is made while it is read may take its time: a stop doesn't wait for it. */
async function nextPlace<Item>(
  run: Run,
  places: AsyncGenerator<Place<Item>>,
): Promise<Place<Item> | undefined> {
  const step = await run.halt.unlessStopped(places.next())
  return step === undefined || step.done === true ? undefined : step.value
}

/** Attempts at one segment until it is done or given up. @returns what to write down, or nothing when the run stops */
async function* attemptsAt<Item>(
  run: Run,
  place: Place<Item>,
): AsyncGenerator<Attempt<Item>, SegmentRecord | undefined, undefined> {
  const errors: Error[] = []
  let startedAt: string | undefined
  let startSeconds = run.watch.seconds
  const crashes = run.crashesOf(place.id)
  const record = (
    rest: Partial<SegmentRecord> & Pick<SegmentRecord, 'status' | 'attempts'>,
  ): SegmentRecord => ({
    id: place.id,
    index: place.index,
    started_at: startedAt ?? new Date().toISOString(),
    ...(errors.length === 0 ? {} : earlierErrors(errors, rest.error)),
    duration_seconds: Math.round(Math.max(0, run.watch.seconds - startSeconds) * 1000) / 1000,
    ...poolsLeft(run),
    ...rest,
  })
  if (crashes >= run.settings.maxCrashes) {
    const error = `The process died ${crashes} times while this segment was made.`
    return record({ status: 'skipped', attempts: crashes, error, crashes })
  }
  for (let attempt = 1; ; ) {
    run.nextAttempt = { segment: place.id, attempt }
    if (!(await run.halt.clearance())) return undefined
    if (startedAt === undefined) {
      startedAt = new Date().toISOString()
      startSeconds = run.watch.seconds
    }
    const hand = new Attempt(place, attempt, [...errors], run.halt, run.settings)
    run.begin(hand)
    try {
      yield hand
    } finally {
      // A loop that is left here comes no further: its time limit must not keep the process alive.
      hand.end()
    }
    const outcome = hand.end()
    run.leave()
    if (outcome.kind === 'completed') {
      if (outcome.assumed === true) run.warnings.begin('ASSUMED', new Error(assumedWords(run, place.id)))
      const metrics = readResult(run, outcome.result)
      return record({ status: 'completed', attempts: attempt, ...(metrics === undefined ? {} : { metrics }) })
    }
    if (outcome.kind === 'skipped')
      return record({ status: 'skipped', attempts: attempt, reason: outcome.reason })
    if (outcome.kind === 'interrupted') continue
    errors.push(outcome.error)
    const message = messageOf(outcome.error)
    run.tally.failedAttempts += 1
    run.failed({ segment: place.id, message, at: new Date().toISOString() })
    if (attempt >= run.settings.retry.attempts || !isRetryable(outcome.error, run.settings.retry)) {
      return record({ status: 'skipped', attempts: attempt, error: message })
    }
    attempt += 1
    run.tally.retries += 1
    run.nextAttempt = { segment: place.id, attempt }
    run.write()
    await run.halt.changed(backoffMs(attempt, run.settings.retry))
  }
}

const assumedWords = (run: Run, id: string) =>
  `The loop said nothing of segment ${JSON.stringify(id)}, so it counts as completed. Say complete(), fail(error) or skip(reason) of each attempt; make wrong ones again with: ${productionCommand(run.folder, 'redo', ' <ids>')}`

/** Why earlier attempts failed; the last one's reason, where it was given up, stands in `error`. */
function earlierErrors(errors: readonly Error[], last: string | undefined): { attempt_errors?: string[] } {
  const earlier = last === undefined ? errors : errors.slice(0, -1)
  if (earlier.length === 0) return {}
  return { attempt_errors: earlier.slice(-MOST_ATTEMPT_ERRORS).map(messageOf) }
}

function poolsLeft(run: Run): { pools?: { [name: string]: number } } {
  if (run.tally.pools.size === 0) return {}
  return { pools: Object.fromEntries([...run.tally.pools].map(([name, { remaining }]) => [name, remaining])) }
}
