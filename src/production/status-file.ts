import { LIVE_STATUS_SECONDS } from '../contract/index.ts'
import { writeFileAtomic } from '../files/index.ts'
import type { Warnings } from '../host/index.ts'
import { statusPath } from './claim.ts'

/** Half of what is promised, so that one late write is no broken promise. */
const WRITE_EVERY_MS = (LIVE_STATUS_SECONDS * 1000) / 2
const LEAST_BETWEEN_MS = 100

/** Writes LIVE_STATUS.json when it is told to, and at least every five seconds. Trouble is told once and stops nothing. */
export class StatusFile {
  readonly #path: string
  readonly #warnings: Warnings
  readonly #document: () => object
  #beat: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #writtenMs = Number.NEGATIVE_INFINITY

  constructor(folder: string, warnings: Warnings, document: () => object) {
    this.#path = statusPath(folder)
    this.#warnings = warnings
    this.#document = document
  }

  open(): void {
    this.#beat = setInterval(() => this.write(), WRITE_EVERY_MS)
    this.write()
  }

  /** Writes a last time. */
  close(): void {
    clearInterval(this.#beat)
    this.write()
  }

  write(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#writtenMs = performance.now()
    try {
      writeFileAtomic(this.#path, `${JSON.stringify(this.#document(), null, 2)}\n`)
      this.#warnings.over('STATUS')
    } catch (error) {
      this.#warnings.begin('STATUS', error)
    }
  }

  /** Of many changes in a moment the last is written: a thousand segments a second need no thousand files. */
  writeSoon(): void {
    if (performance.now() - this.#writtenMs >= LEAST_BETWEEN_MS) this.write()
    else this.#soon ??= setTimeout(() => this.write(), LEAST_BETWEEN_MS)
  }
}
