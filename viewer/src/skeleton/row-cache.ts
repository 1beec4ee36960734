import type { Layout } from './layout.ts'
import type { Row, RowWindow } from './protocol.ts'

/** The page keeps the content of about this many rows; the keeper has the rest. */
const MAX_ROWS_KEPT = 2000

/** The content of the rows that the page has seen lately. */
export class RowCache {
  #fresh = new Map<number, Row>()
  /** Rows of the arrangement before: shown until the keeper has sent the new ones. */
  #old = new Map<number, Row>()

  get(id: number): Row | undefined {
    return this.#fresh.get(id) ?? this.#old.get(id)
  }

  /** A new arrangement: all that was known is old now. Rows that must not go away are kept however old they are. */
  renew(window: RowWindow, kept: readonly number[]): void {
    const rows = kept.flatMap((id) => this.get(id) ?? [])
    this.#age()
    for (const row of rows) this.#old.set(row.id, row)
    this.receive(window)
  }

  receive(window: RowWindow): void {
    if (this.#fresh.size > MAX_ROWS_KEPT) this.#age()
    for (const row of window.rows) {
      // A row that says the same stays the same object: then it isn't drawn again.
      const before = this.get(row.id)
      this.#fresh.set(row.id, before && JSON.stringify(before) === JSON.stringify(row) ? before : row)
    }
  }

  /** The smallest range that covers all rows between these two whose content isn't there. */
  missing(layout: Layout, from: number, to: number): { from: number; to: number } | undefined {
    const isMissing = (index: number) => !this.#fresh.has(layout.idAt(index))
    let first = Math.max(0, from)
    let last = Math.min(to, layout.count) - 1
    while (first <= last && !isMissing(first)) first += 1
    while (last >= first && !isMissing(last)) last -= 1
    return first > last ? undefined : { from: first, to: last + 1 }
  }

  #age(): void {
    this.#old = this.#fresh
    this.#fresh = new Map()
  }
}
