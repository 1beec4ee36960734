import { join } from 'node:path'
import { countOf, isDictionary, listOf, SEGMENTS_FILENAME, textOf } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { appendLine, cutTornLine, eachJsonLine, flushFile } from '../files/index.ts'
import type { Warnings } from '../host/index.ts'

const FLUSH_EVERY_MS = 100
/** A segment that was tried a hundred times must not make its line endless. */
export const MOST_ATTEMPT_ERRORS = 5

/** One finished segment, as `_segments.jsonl` keeps it. */
export type SegmentRecord = {
  id: string
  index: number
  status: 'completed' | 'skipped'
  attempts: number
  started_at: string
  duration_seconds: number
  /** Why it was given up. */
  error?: string
  /** Why attempts before the last one failed, oldest first: at most the latest five. */
  attempt_errors?: string[]
  /** Why it was left out on purpose. */
  reason?: string
  /** How often the process died in it. */
  crashes?: number
  metrics?: { [name: string]: number }
  /** What was left of each content pool. */
  pools?: { [name: string]: number }
}

export const segmentsPath = (folder: string): string => join(folder, SEGMENTS_FILENAME)

/**
 * Hands each finished segment of a folder to a visitor, in the order they were finished.
 *
 * @returns how many lines say no segment
 */
export function eachRecord(
  folder: string,
  visit: (record: SegmentRecord, text: string, offset: number) => void,
): number {
  let foreign = 0
  const { skipped } = eachJsonLine(segmentsPath(folder), (value, text, offset) => {
    const record = recordFrom(value)
    if (record === undefined) foreign += 1
    else visit(record, text, offset)
  })
  return skipped + foreign
}

/**
 * Repairs what a killed writer left behind, then reads what is finished; what was repaired is said.
 *
 * @param told so many lines that can't be read were told before: their segments have been made again since
 * @returns how many there are
 */
export function openSegments(
  folder: string,
  warnings: Warnings,
  visit: (record: SegmentRecord, offset: number) => void,
  told: number,
): number {
  const path = segmentsPath(folder)
  const cut = cutTornLine(path)
  if (cut > 0) {
    const message = `The last line of ${path} was torn and is cut off (${cut} bytes); its segment is made again.`
    warnings.begin('REPAIRED', new StoryMonitorError('MALFORMED', message))
  }
  const wrong = eachRecord(folder, (record, _text, offset) => visit(record, offset))
  if (wrong > told) {
    const what = wrong === 1 ? 'A line' : `${wrong} lines`
    const rest = wrong === 1 ? 'is passed over; its segment is' : 'are passed over; their segments are'
    const message = `${what} of ${path} can't be read and ${rest} made again where no other line has it.`
    warnings.begin('UNREADABLE', new StoryMonitorError('MALFORMED', message))
  }
  return wrong
}

/**
 * Appends finished segments. A line that comes alone is on the disk when the call returns; of many in a moment the first
 * is, and the others within a tenth of a second: a killed process loses none of them, a power cut that tenth at most.
 */
export class SegmentLog {
  readonly #folder: string
  readonly #warnings: Warnings
  #flushedMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(folder: string, warnings: Warnings) {
    this.#folder = folder
    this.#warnings = warnings
  }

  /** @throws StoryMonitorError WRITE_FAILED */
  append(record: SegmentRecord): void {
    const flush = performance.now() - this.#flushedMs >= FLUSH_EVERY_MS
    appendLine(segmentsPath(this.#folder), JSON.stringify(record), { flush })
    if (flush) this.#flushedMs = performance.now()
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_EVERY_MS)
  }

  /** Flushes what the timer would have flushed. */
  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      flushFile(segmentsPath(this.#folder))
      this.#flushedMs = performance.now()
      this.#warnings.over('FLUSH')
    } catch (error) {
      this.#warnings.begin('FLUSH', error)
    }
  }
}

/**
 * Cuts off what a refused append left behind.
 *
 * @returns whether the segment is there after all: the disk may have refused only to flush it
 */
export function repairSegments(folder: string, id: string): boolean {
  cutTornLine(segmentsPath(folder))
  let found = false
  eachRecord(folder, (record) => {
    found ||= record.id === id
  })
  return found
}

/** A line as it was parsed; undefined where it says no segment. */
export function recordFrom(value: unknown): SegmentRecord | undefined {
  if (!isDictionary(value)) return undefined
  const id = textOf(value['id'])
  const status = value['status']
  if (id === undefined || (status !== 'completed' && status !== 'skipped')) return undefined
  const record: SegmentRecord = {
    id,
    index: countOf(value['index']) ?? 0,
    status,
    attempts: countOf(value['attempts']) ?? 1,
    started_at: textOf(value['started_at']) ?? '',
    duration_seconds: countOf(value['duration_seconds']) ?? 0,
  }
  const error = textOf(value['error'])
  const reason = textOf(value['reason'])
  const earlier = listOf(value['attempt_errors']).filter((message) => typeof message === 'string')
  const crashes = countOf(value['crashes'])
  const metrics = numbersFrom(value['metrics'])
  const pools = numbersFrom(value['pools'])
  if (error !== undefined) record.error = error
  if (earlier.length > 0) record.attempt_errors = earlier.slice(-MOST_ATTEMPT_ERRORS)
  if (reason !== undefined) record.reason = reason
  if (crashes !== undefined) record.crashes = crashes
  if (metrics !== undefined) record.metrics = metrics
  if (pools !== undefined) record.pools = pools
  return record
}

function numbersFrom(value: unknown): { [name: string]: number } | undefined {
  if (!isDictionary(value)) return undefined
  const numbers: { [name: string]: number } = {}
  for (const name in value) {
    const number = value[name]
    if (typeof number === 'number' && Number.isFinite(number) && name !== '__proto__') numbers[name] = number
  }
  return numbers
}
