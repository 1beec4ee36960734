import { type LineReader, openLines } from '../files/index.ts'
import { IdSet } from './id-set.ts'
import { recordFrom, type SegmentRecord, segmentsPath } from './segment-log.ts'

/**
 * The finished segments of a folder, and which of them belong to the list of this run: only those count. Of a list that
 * is known in full they count at once; of one that is made while it is read each counts when the list comes to it.
 */
export class FinishedSegments {
  /** Each with the place of its line, so that a million of them take no more than that. */
  readonly #ids = new IdSet()
  readonly #folder: string
  readonly #listed: IdSet | undefined
  readonly #count: (record: SegmentRecord) => void
  #lines: LineReader | undefined
  #counted = 0

  /**
   * @param listed the ids of the list, where it is known in full
   * @param count told of each that belongs to the list, once
   */
  constructor(folder: string, listed: IdSet | undefined, count: (record: SegmentRecord) => void) {
    this.#folder = folder
    this.#listed = listed
    this.#count = count
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Whether a segment may still be made by this run. */
  waits(id: string): boolean {
    return !this.#ids.has(id) && this.#listed?.has(id) !== false
  }

  /** How many the list has not, as far as it is known. */
  get elsewhere(): number {
    return this.#ids.size - this.#counted
  }

  /** Takes a line of the log. @returns whether it is the first one of its segment */
  recall(record: SegmentRecord, offset: number): boolean {
    if (!this.#ids.add(record.id, offset)) return false
    if (this.#listed?.has(record.id) === true) this.#take(record)
    return true
  }

  /** The list has come to a segment. @returns whether it is finished already */
  meet(id: string): boolean {
    const offset = this.#ids.numberOf(id)
    if (offset === undefined) return false
    if (this.#listed?.has(id) === true) return true
    this.#lines ??= openLines(segmentsPath(this.#folder))
    const record = recordFrom(this.#lines.at(offset))
    if (record !== undefined) this.#take(record)
    return true
  }

  close(): void {
    this.#lines?.close()
    this.#lines = undefined
  }

  #take(record: SegmentRecord): void {
    this.#counted += 1
    this.#count(record)
  }
}
