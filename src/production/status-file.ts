import { LIVE_STATUS_SECONDS, type LiveStatusView, readLiveStatus } from '../contract/index.ts'
import { writeFileAtomic } from '../files/index.ts'
import type { Warnings } from '../host/index.ts'
import { statusPath } from './claim.ts'
import { Reserve } from './reserve.ts'

/** Half of what is promised, so that one late write is no broken promise. */
const WRITE_EVERY_MS = (LIVE_STATUS_SECONDS * 1000) / 2
const LEAST_BETWEEN_MS = 100

/** Writes LIVE_STATUS.json when it is told to, and at least every five seconds. Trouble is told once and stops nothing. */
export class StatusFile {
  readonly #path: string
  readonly #warnings: Warnings
  readonly #document: () => object
  readonly #reserve: Reserve
  readonly #listener: ((status: LiveStatusView) => void) | undefined
  #beat: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #writtenMs = Number.NEGATIVE_INFINITY

  /** @param listener told of each status, whether the disk takes it or not */
  constructor(
    folder: string,
    warnings: Warnings,
    document: () => object,
    listener?: (status: LiveStatusView) => void,
  ) {
    this.#listener = listener
    this.#path = statusPath(folder)
    this.#warnings = warnings
    this.#document = document
    this.#reserve = new Reserve(folder)
  }

  open(): void {
    this.#beat = setInterval(() => this.write(), WRITE_EVERY_MS)
    this.write()
    this.#reserve.keep()
  }

  /** Writes a last time. */
  close(): void {
    clearInterval(this.#beat)
    this.#reserve.release()
    this.write()
  }

  /** The disk takes writes again: room is kept for the next time that it doesn't. */
  keepRoom(): void {
    this.#reserve.keep()
  }

  write(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#writtenMs = performance.now()
    const document = this.#document()
    const text = `${JSON.stringify(document, null, 2)}\n`
    try {
      this.#put(text)
      this.#warnings.over('STATUS')
    } catch (error) {
      this.#warnings.begin('STATUS', error)
    }
    this.#tell(document)
  }

  /** A listener that throws must not end a run of days. */
  #tell(document: object): void {
    const status = this.#listener && readLiveStatus(document)
    if (status === undefined) return
    try {
      this.#listener?.(status)
    } catch (error) {
      this.#warnings.begin('ON_STATUS', error)
    }
  }

  /** On a full disk the new text goes where the reserve was, and the reserve where the old text was: nobody comes between. */
  #put(text: string): void {
    try {
      writeFileAtomic(this.#path, text)
    } catch (error) {
      if (!this.#reserve.release()) throw error
      writeFileAtomic(this.#path, text)
      this.#reserve.keep()
    }
  }

  /** Of many changes in a moment the last is written: a thousand segments a second need no thousand files. */
  writeSoon(): void {
    if (performance.now() - this.#writtenMs >= LEAST_BETWEEN_MS) this.write()
    else this.#soon ??= setTimeout(() => this.write(), LEAST_BETWEEN_MS)
  }
}
