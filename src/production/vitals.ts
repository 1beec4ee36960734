import { statfsSync } from 'node:fs'

const SAMPLE_EVERY_MS = 60_000
const SAMPLES_KEPT = 60

/** Free bytes on the disk of a folder, or undefined where the system doesn't tell. */
export function diskFreeBytes(folder: string): number | undefined {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder)
    // A file system without blocks, such as /proc, is on no disk.
    return blocks === 0 ? undefined : bavail * bsize
  } catch {
    return undefined
  }
}

/** What the process and its disk have left, with the memory of the last hour. */
export class Vitals {
  readonly #folder: string
  readonly #memory: number[] = []
  #sampledMs = Number.NEGATIVE_INFINITY

  constructor(folder: string) {
    this.#folder = folder
  }

  read(): { diskFreeBytes: number | undefined; rssBytes: number; memory: readonly number[] } {
    const rssBytes = process.memoryUsage.rss()
    if (performance.now() - this.#sampledMs >= SAMPLE_EVERY_MS) {
      this.#sampledMs = performance.now()
      this.#memory.push(rssBytes)
      if (this.#memory.length > SAMPLES_KEPT) this.#memory.shift()
    }
    return { diskFreeBytes: diskFreeBytes(this.#folder), rssBytes, memory: this.#memory }
  }
}
