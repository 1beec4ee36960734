import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../files/index.ts'

/** Hidden, so that no page lists it. */
const RESERVE_FILENAME = '.room-for-live-status'
/** Twice the greatest status file: the new one stands beside the old one until it replaces it. */
const RESERVE_BYTES = 32 * 1024
const PAGE_BYTES = 4096

/** Keeps room on the disk, so that a run can still say that the disk is full when it is. */
export class Reserve {
  readonly #path: string
  #kept = false

  constructor(folder: string) {
    this.#path = join(folder, RESERVE_FILENAME)
  }

  /** Takes the room, where it isn't taken yet. */
  keep(): void {
    // On a disk that is nearly full as much of it as there is.
    for (let bytes = RESERVE_BYTES; !this.#kept && bytes > 0; bytes -= PAGE_BYTES) {
      try {
        // Random bytes: of zeros some file systems keep only their number.
        writeFileAtomic(this.#path, randomBytes(bytes))
        this.#kept = true
      } catch {
        // There is no room to keep; who writes to this disk will say so.
      }
    }
  }

  /** Gives the room back. @returns whether there was any */
  release(): boolean {
    const had = this.#kept
    this.#kept = false
    rmSync(this.#path, { force: true })
    return had
  }
}
