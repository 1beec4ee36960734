import { copyFileSync, statSync } from 'node:fs'
import { type ErrorCode, StoryMonitorError } from '../errors.ts'
import {
  readJsonFile,
  type Stamp,
  sameStamp,
  stampOf,
  systemReason,
  withLock,
  writeFileAtomic,
} from '../files/index.ts'
import type { Warnings } from '../host/index.ts'
import { type Draft, isDraft } from './draft.ts'
import { atExit } from './exit.ts'

export type Change = (draft: Draft) => void

/** Hot changes are written at most this often, in ms. */
const COALESCE_MS = 100
/** A file that takes long to write is written less often: half a percent of the time as long as its news stay this young … */
const FAIR_FACTOR = 199
const FRESH_MS = 600
/** … and never more than a tenth of it (a skeleton of many MB). */
const COST_FACTOR = 9
/** The pipeline waits this long for another writer before it goes on without the write. */
const LOCK_TIMEOUT_MS = 5000
/** Once it has waited in vain, it only tries: a holder that was stopped must not stop this pipeline with it. */
const LOCK_RETRY_MS = 20
/** What is wrong with a file itself; any other error is the disk's, and may be over with the next look. */
const BAD_CONTENT: readonly ErrorCode[] = ['MALFORMED', 'TOO_LARGE']
/** Past this many letters a file is written without indentation, from the next write on. */
const LONG_TEXT = 200_000
/** While the disk refuses, the changes pile up; past this many the oldest matter less than the memory. */
const MAX_UNSAVED = 10_000

/**
 * A JSON file that several processes may change: each change is made to what stands on disk, under the lock, and
 * the file is replaced whole. Trouble becomes a warning; the changes wait for the next write.
 */
export class SharedFile {
  readonly path: string
  readonly #warnings: Warnings
  readonly #beforeWrite: Change
  readonly #afterWrite: (draft: Draft) => void
  #draft: Draft = {}
  #stamp: Stamp | undefined
  #loaded = false
  #long = false
  #lockedOut = false
  #closed = false
  #unsaved = new Map<string, Change>()
  #counter = 0
  #lastWrite = Number.NEGATIVE_INFINITY
  #writeCost = 0
  #timer: NodeJS.Timeout | undefined
  readonly #stopExit: () => void

  /**
   * @param hooks `beforeWrite` stamps the draft (times, identity); `afterWrite` writes companion files, still locked
   */
  constructor(
    path: string,
    warnings: Warnings,
    hooks: { beforeWrite?: Change; afterWrite?: (draft: Draft) => void } = {},
  ) {
    this.path = path
    this.#warnings = warnings
    this.#beforeWrite = hooks.beforeWrite ?? (() => {})
    this.#afterWrite = hooks.afterWrite ?? (() => {})
    this.#stopExit = atExit(() => this.flush())
  }

  /** Makes a change and writes it: on disk when the call returns. */
  now(change: Change): void {
    this.#counter += 1
    this.#add(`now ${this.#counter}`, change)
    this.write()
  }

  /** Makes a change that goes along with the next write, and asks for none. */
  along(key: string, change: Change): void {
    this.#add(key, change)
  }

  /** Makes a change that may wait for company; a later one of the same key takes its place. */
  soon(key: string, change: Change): void {
    this.#add(key, change)
    this.#schedule()
  }

  /** Like `soon`, for a change that the caller has made to what `peek` gives already, and goes on adding to. */
  made(key: string, change: Change): void {
    if (!this.#unsaved.has(key)) this.#keep(key, change)
    this.#schedule()
  }

  #schedule(): void {
    // Closed, nobody sees to it that what waits is written before the process exits.
    if (this.#closed) this.write()
    // A loop that never yields runs no timers, so the clock is looked at here too.
    else if (performance.now() - this.#lastWrite >= this.#interval()) this.write()
    else this.#timer ??= setTimeout(() => this.flush(), this.#interval()).unref()
  }

  /** Writes what waits, if anything does. */
  flush(): void {
    if (this.#unsaved.size > 0) this.write()
  }

  /** Writes the file now, whether or not something waits. */
  write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const started = performance.now()
    try {
      withLock(this.path, () => this.#replace(), {
        timeoutMs: this.#lockedOut ? LOCK_RETRY_MS : LOCK_TIMEOUT_MS,
      })
      this.#lockedOut = false
      this.#unsaved.clear()
      this.#warnings.over('WRITE')
    } catch (error) {
      this.#lockedOut = error instanceof StoryMonitorError && error.code === 'LOCKED'
      this.#warnings.begin('WRITE', error)
    }
    this.#lastWrite = performance.now()
    this.#writeCost = this.#lastWrite - started
  }

  /** What stands in the file now, with what waits to be written. */
  read(): Draft {
    this.#look()
    return this.#draft
  }

  /** What this process knows of the file, without looking at the disk again: for what is asked very often. */
  peek(): Draft {
    if (!this.#loaded) this.#look()
    return this.#draft
  }

  /** Writes what waits and lets go of the process's exit. A later change is written at once. */
  close(): void {
    this.#closed = true
    this.flush()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopExit()
  }

  #interval(): number {
    const fair = Math.min(this.#writeCost * FAIR_FACTOR, FRESH_MS)
    return Math.max(COALESCE_MS, fair, this.#writeCost * COST_FACTOR)
  }

  #add(key: string, change: Change): void {
    if (!this.#loaded) this.#look()
    // The latest goes last: changes are made again in the order they came.
    this.#unsaved.delete(key)
    this.#keep(key, change)
    change(this.#draft)
  }

  #keep(key: string, change: Change): void {
    this.#unsaved.set(key, change)
    if (this.#unsaved.size > MAX_UNSAVED) {
      const oldest = this.#unsaved.keys().next()
      if (oldest.done !== true) this.#unsaved.delete(oldest.value)
    }
  }

  #replace(): void {
    this.#refresh()
    this.#beforeWrite(this.#draft)
    this.#stamp = writeFileAtomic(this.path, `${this.#serialize()}\n`)
    this.#afterWrite(this.#draft)
  }

  /** Indented for people, as long as people would read it: a long one is written and read many times a minute. */
  #text(): string {
    const text = JSON.stringify(this.#draft, null, this.#long ? 0 : 2)
    this.#long = text.length > (this.#long ? LONG_TEXT / 3 : LONG_TEXT)
    return text
  }

  /** What can't be written as JSON (a value nested deeper than the stack) is left out, after a copy is kept. */
  #serialize(): string {
    try {
      return this.#text()
    } catch {
      const kept = setAside(this.path)
      for (const [key, value] of Object.entries(this.#draft)) {
        if (canBeWritten(value)) continue
        Reflect.deleteProperty(this.#draft, key)
        const message = `The key "${key}" of ${this.path} can't be written as JSON and is left out. ${kept}`
        this.#warnings.begin(`KEY ${key}`, new StoryMonitorError('MALFORMED', message))
      }
      return this.#text()
    }
  }

  /** Where the disk refuses to be read, that is told, and what is in memory has to do until it answers again. */
  #look(): void {
    try {
      this.#refresh()
    } catch (error) {
      this.#warnings.begin('WRITE', error)
    }
  }

  /** Another process has written since: its version is the base, and what waits here is made to it again. */
  #refresh(): void {
    const stamp = stampOf(this.path)
    if (this.#loaded && (stamp === undefined || sameStamp(stamp, this.#stamp))) return
    const draft = stamp === undefined ? undefined : this.#readDraft()
    this.#loaded = true
    this.#stamp = stamp
    if (draft === undefined) return
    this.#draft = draft
    for (const change of this.#unsaved.values()) change(draft)
  }

  /**
   * A file whose content can't be read is set aside, so that nothing in it is lost when the next write replaces it.
   *
   * @throws what the disk says where it refuses the look: then there must be no write, which would begin from nothing
   */
  #readDraft(): Draft | undefined {
    try {
      const file = readJsonFile(this.path)
      if (file === undefined) return undefined
      if (isDraft(file.value)) return file.value
      throw new StoryMonitorError('MALFORMED', `${this.path} holds no JSON object.`)
    } catch (error) {
      if (!(error instanceof StoryMonitorError) || !BAD_CONTENT.includes(error.code)) throw error
      const kept = setAside(this.path)
      const { message } = error
      this.#warnings.begin(
        `READ ${message}`,
        new StoryMonitorError('MALFORMED', `${message} ${kept}`, { cause: error }),
      )
      return undefined
    }
  }
}

function setAside(path: string): string {
  const copy = `${path}.unreadable`
  try {
    // Copying a FIFO waits for ever for somebody to write into it.
    if (!statSync(path).isFile()) return 'It is no regular file, and is replaced by one.'
    copyFileSync(path, copy)
    return `A copy is kept as ${copy}; the file itself is written anew.`
  } catch (error) {
    return `No copy could be kept (${systemReason(error)}).`
  }
}

function canBeWritten(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false
  }
}
