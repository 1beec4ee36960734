import { type LineReader, openLines } from '../files/index.ts'
import { IdSet } from './id-set.ts'
import { eachRecord, recordFrom, type SegmentRecord, segmentsPath } from './segment-log.ts'

/** What stands with an id: it waits to be made, or it is finished and counted. Else the place of its uncounted line. */
const WAITS = -1
const COUNTED = -2

/**
 * The finished segments of a folder, and which of them belong to the list of this run: only those count. A list that is
 * made while it is read is taken to have all of them until its first segment is to be made; then what it has passed
 * counts, and every other one when the list comes to it.
 */
export class FinishedSegments {
  /** The list, where it is known in full. */
  readonly #listed: IdSet | undefined
  /** Finished segments of other lists, or of a list that is not known. */
  readonly #others = new IdSet()
  readonly #folder: string
  readonly #count: (record: SegmentRecord) => void
  #lines: LineReader | undefined
  #isTrusted: boolean
  #passed = 0

  /**
   * @param listed the ids of the list, where it is known in full
   * @param count told of each that belongs to the list
   */
  constructor(folder: string, listed: IdSet | undefined, count: (record: SegmentRecord) => void) {
    this.#folder = folder
    this.#listed = listed
    this.#count = count
    this.#isTrusted = listed === undefined
    listed?.setAll(WAITS)
  }

  has(id: string): boolean {
    return this.#listed?.numberOf(id) === COUNTED || this.#others.has(id)
  }

  /** Whether a segment may still be made by this run. */
  waits(id: string): boolean {
    return this.#listed === undefined ? !this.#others.has(id) : this.#listed.numberOf(id) === WAITS
  }

  /** How many segments the list has, where it is known in full. */
  get listed(): number | undefined {
    return this.#listed?.size
  }

  /** How many are not of the list, as far as it is known. */
  get elsewhere(): number {
    return this.#others.size - this.#passed
  }

  /** Takes a line of the log. @returns whether it is the first one of its segment */
  recall(record: SegmentRecord, offset: number): boolean {
    const state = this.#listed?.numberOf(record.id)
    if (state === COUNTED) return false
    if (state === WAITS) this.#listed?.setNumber(record.id, COUNTED)
    else if (!this.#others.add(record.id, offset)) return false
    if (state === WAITS || this.#isTrusted) this.#count(record)
    return true
  }

  /** The list has come to a segment. @returns whether it is finished already */
  meet(id: string): boolean {
    const state = this.#listed?.numberOf(id)
    if (state !== undefined) return state === COUNTED
    const offset = this.#others.numberOf(id)
    if (offset === undefined) return false
    this.#others.setNumber(id, COUNTED)
    this.#passed += 1
    if (this.#isTrusted) return true
    this.#lines ??= openLines(segmentsPath(this.#folder))
    const record = recordFrom(this.#lines.at(offset))
    if (record !== undefined) this.#count(record)
    return true
  }

  /**
   * A segment is to be made, or the list is through: what the list has not passed by now counts no longer.
   *
   * @param startOver called before what it has passed is counted again
   */
  settle(startOver: () => void): void {
    if (!this.#isTrusted) return
    this.#isTrusted = false
    if (this.elsewhere === 0) return
    startOver()
    const counted = new IdSet()
    eachRecord(this.#folder, (record) => {
      if (this.#others.numberOf(record.id) === COUNTED && counted.add(record.id)) this.#count(record)
    })
  }

  close(): void {
    this.#lines?.close()
    this.#lines = undefined
  }
}
