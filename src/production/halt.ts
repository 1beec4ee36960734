import type { Warnings } from '../host/index.ts'
import type { Gate } from './attempt.ts'
import { Bell } from './bell.ts'
import { PauseFile, pausedSince } from './pause-file.ts'
import type { PauseState } from './status-document.ts'
import type { Stopwatch } from './stopwatch.ts'

/** Who is told, and who is asked. */
type Around = {
  /** What the disk refuses, where it does. */
  trouble(): string | undefined
  /** PAUSE is there: the segment in hand has to know. */
  paused(reason: string): void
  stopped(reason: string): void
  /** A pause has begun, ended or got another reason. */
  changed(): void
}

/** What keeps a run from going on: a pause, a disk that refuses, a stop. */
export class Halt implements Gate {
  readonly #folder: string
  readonly #watch: Stopwatch
  readonly #around: Around
  readonly #file: PauseFile
  readonly #bell = new Bell()
  #pause: PauseState | undefined
  #stopReason: string | undefined

  /** @param watch stands still while the run does */
  constructor(folder: string, warnings: Warnings, watch: Stopwatch, around: Around) {
    this.#folder = folder
    this.#watch = watch
    this.#around = around
    this.#file = new PauseFile(folder, warnings, () => this.#judge())
  }

  get stopReason(): string | undefined {
    return this.#stopReason
  }

  /** Why the run is paused, and since when. */
  get pauseState(): PauseState | undefined {
    return this.#pause
  }

  open(): void {
    this.#file.watch()
  }

  /** @param through whether the list is: then nothing is left that the run's own pause could hold back */
  close(through: boolean): void {
    this.#file.close()
    this.#file.removeForThisProcess()
    if (through) this.#file.removeOwn()
    // A person's PAUSE outlives the run, and the next start would wait for it.
    if (this.#file.look() === undefined) this.#pause = undefined
  }

  paused(): boolean {
    return this.#around.trouble() !== undefined || this.#file.look() !== undefined
  }

  async clearance(): Promise<boolean> {
    if (this.#stopReason === undefined && !this.paused()) return true
    this.#watch.stop()
    this.#around.changed()
    while (this.#stopReason === undefined && this.paused()) await this.#bell.rung()
    if (this.#stopReason !== undefined) return false
    this.#watch.start()
    this.#around.changed()
    return true
  }

  /** Waits for the time, or until a pause, its end or a stop comes before. */
  changed(afterMs: number): Promise<void> {
    return this.#bell.rung(afterMs)
  }

  /** Waits for something from outside, but no longer than until the run stops. @returns undefined when it stopped */
  unlessStopped<Value>(outside: Promise<Value>): Promise<Value | undefined> {
    return this.#bell.unless(() => this.#stopReason !== undefined, outside)
  }

  pause(reason: string): void {
    this.#file.request(reason)
  }

  /** The same for Ctrl+C: whoever pressed it can't press again when this process is gone, so the pause goes with it. */
  pauseWithProcess(reason: string): void {
    this.#file.requestForThisProcess(reason)
  }

  resume(): void {
    this.#file.remove()
  }

  /** Stops the run in good order: the running segment is told, and made again next time. */
  stop(reason: string): void {
    if (this.#stopReason !== undefined) return
    this.#stopReason = reason
    this.#around.stopped(reason)
    this.#file.removeForThisProcess()
    this.#bell.ring()
  }

  /** The disk refuses, or takes writes again. */
  diskChanged(): void {
    const refuses = this.#around.trouble() !== undefined
    if (refuses) this.#watch.stop()
    this.#judge()
    if (!refuses) this.#watch.start()
  }

  #judge(): void {
    const { reason } = this.#file
    const why = reason ?? this.#around.trouble()
    const since = this.#pause?.since ?? pausedSince(this.#folder) ?? new Date().toISOString()
    const waitsFor = reason === undefined ? 'disk' : 'person'
    this.#pause = why === undefined ? undefined : { since, reason: why, waitsFor }
    if (reason !== undefined) this.#around.paused(reason)
    this.#around.changed()
    this.#bell.ring()
  }
}
