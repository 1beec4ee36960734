import type { Arrangement } from './protocol.ts'

/** Heights of the rows that have been measured, by the row's id: they outlive every version of the file. */
export type Measured = Map<number, number>

/** Heights before measuring, by the kind of row: chapter, scene, asset. */
const ESTIMATES = [76, 132, 104] as const

/** Where every row stands: heights that are known, or the mean of their kind. All of it is plain arithmetic. */
export class Layout {
  readonly count: number
  readonly #ids: Float64Array
  readonly #heights: Float64Array
  readonly #offsets: Float64Array
  readonly #measured: Measured
  #dirtyFrom = 0

  constructor({ ids, kinds }: Pick<Arrangement, 'ids' | 'kinds'>, measured: Measured) {
    this.count = ids.length
    this.#ids = ids
    this.#measured = measured
    this.#heights = new Float64Array(ids.length)
    this.#offsets = new Float64Array(ids.length + 1)
    const estimates = this.#estimates(kinds)
    for (let index = 0; index < ids.length; index += 1) {
      this.#heights[index] = measured.get(this.idAt(index)) ?? estimates[kinds[index] ?? 0] ?? ESTIMATES[0]
    }
  }

  idAt(index: number): number {
    return this.#ids[index] ?? -1
  }

  /** -1 when the row is not there (any more). */
  indexOf(id: number): number {
    return this.#ids.indexOf(id)
  }

  heightAt(index: number): number {
    return this.#heights[index] ?? 0
  }

  offsetAt(index: number): number {
    this.#settle()
    return this.#offsets[Math.max(0, Math.min(index, this.count))] ?? 0
  }

  get total(): number {
    return this.offsetAt(this.count)
  }

  /** The row that covers this height, counted from the top of the list. */
  indexAt(height: number): number {
    this.#settle()
    let low = 0
    let high = Math.max(0, this.count - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#offsets[middle] ?? 0) <= height) low = middle
      else high = middle - 1
    }
    return low
  }

  /** @returns whether anything moved */
  measure(index: number, height: number): boolean {
    if (index < 0 || index >= this.count || height <= 0) return false
    if (this.#measured.get(this.idAt(index)) === undefined) this.#measured.set(this.idAt(index), height)
    if (Math.abs(this.heightAt(index) - height) < 0.5) return false
    this.#measured.set(this.idAt(index), height)
    this.#heights[index] = height
    this.#dirtyFrom = Math.min(this.#dirtyFrom, index)
    return true
  }

  #settle(): void {
    for (let index = this.#dirtyFrom; index < this.count; index += 1) {
      this.#offsets[index + 1] = (this.#offsets[index] ?? 0) + (this.#heights[index] ?? 0)
    }
    this.#dirtyFrom = this.count
  }

  /** Rows of one kind look alike: the mean of those measured is the better guess for the rest. */
  #estimates(kinds: Uint8Array): number[] {
    const sums = ESTIMATES.map(() => ({ sum: 0, count: 0 }))
    if (this.#measured.size > 0) {
      for (let index = 0; index < this.count; index += 1) {
        const height = this.#measured.get(this.idAt(index))
        const kind = sums[kinds[index] ?? 0]
        if (height === undefined || kind === undefined) continue
        kind.sum += height
        kind.count += 1
      }
    }
    return ESTIMATES.map((estimate, kind) => {
      const known = sums[kind]
      return known && known.count >= 5 ? known.sum / known.count : estimate
    })
  }
}
