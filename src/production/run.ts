import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { LIVE_STATUS_SECONDS, type LiveStatusView, type RunStatus } from '../contract/index.ts'
import { makeFolder, sweepOrphans, withLock, writeFileAtomic } from '../files/index.ts'
import { type Gate, Interruption, type SegmentAttempt } from './attempt.ts'
import { claim, isLive, readStatus, statusPath } from './claim.ts'
import { type Judgement, judge } from './criteria.ts'
import { Durations } from './durations.ts'
import { Forecast } from './eta.ts'
import { judgeHealth } from './health.ts'
import { IdSet } from './id-set.ts'
import type { Settings } from './options.ts'
import { PauseFile } from './pause-file.ts'
import { openSegments, repairSegments, SegmentLog, type SegmentRecord } from './segment-log.ts'
import { statusDocument } from './status-document.ts'
import { Stopwatch } from './stopwatch.ts'
import { Tally } from './tally.ts'
import { Vitals } from './vitals.ts'
import { type Warnings, warningsOf } from './warnings.ts'

/** Half of what is promised, so that one late write is no broken promise. */
const WRITE_EVERY_MS = (LIVE_STATUS_SECONDS * 1000) / 2
const LEAST_BETWEEN_WRITES_MS = 100
/** Figures that cost time (trend, range, disk) are looked at again after this. */
const FIGURES_EVERY_MS = 1000
/** While the disk refuses, it is asked again this often. */
const ASK_DISK_EVERY_MS = 1000

type Figures = Pick<Parameters<typeof statusDocument>[0], 'pace' | 'health' | 'diskFreeBytes' | 'rssBytes'>

/**
 * The state of one run in one folder: what is finished, whether it may go on, and the file that says so. The order of
 * the work is in `work.ts`.
 */
export class Run implements Gate {
  readonly folder: string
  readonly settings: Settings
  readonly runId: string
  readonly startedAt: string
  readonly warnings: Warnings
  readonly tally: Tally
  readonly finished = new IdSet()
  /** Running time over all processes of the run, without pauses. */
  readonly watch: Stopwatch
  consecutiveFailures = 0
  heldFailures = 0
  current: (Parameters<typeof statusDocument>[0]['current'] & { attemptInHand: SegmentAttempt }) | undefined
  lastError: { segment: string; message: string; at: string } | undefined
  readonly #log: SegmentLog
  readonly #pauseFile: PauseFile
  readonly #durations = new Durations()
  readonly #forecast = new Forecast()
  readonly #vitals: Vitals
  readonly #release: () => void
  readonly #announced: Set<string>
  readonly #crash: { id: string | undefined; count: number } | undefined
  #status: RunStatus = 'running'
  #stopReason: string | undefined
  #diskTrouble: string | undefined
  #paused: { since: string; reason: string } | undefined
  #figures: Figures | undefined
  #figuresMs = Number.NEGATIVE_INFINITY
  #currentSince = 0
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #writtenMs = Number.NEGATIVE_INFINITY
  readonly #waiting = new Set<() => void>()

  /**
   * Takes a folder and reads what is finished in it. The lock is held until this process stands in LIVE_STATUS.json, so
   * that of two that start at once the second sees the first.
   *
   * @throws StoryMonitorError LOCKED when another live process has the folder, WRITE_FAILED when it can't be written
   */
  static open(folder: string, settings: Settings, total: number | undefined): Run {
    makeFolder(folder)
    const real = realpathSync(folder)
    return withLock(statusPath(real), () => {
      const run = new Run(real, settings, total)
      run.#open()
      return run
    })
  }

  private constructor(folder: string, settings: Settings, total: number | undefined) {
    this.folder = folder
    this.settings = settings
    this.warnings = warningsOf(this.folder, settings.onWarning)
    this.#vitals = new Vitals(this.folder)
    this.#log = new SegmentLog(this.folder, this.warnings)
    this.tally = new Tally(total)
    const previous = this.#previous()
    this.#release = claim(this.folder, previous)
    try {
      sweepOrphans(this.folder)
      openSegments(this.folder, this.warnings, (record) => this.#recall(record))
    } catch (error) {
      this.#release()
      throw error
    }
    this.runId = previous?.runId ?? newRunId()
    this.startedAt = new Date(previous?.startedMs ?? Date.now()).toISOString()
    this.watch = new Stopwatch(Math.max(previous?.timing.elapsedSeconds ?? 0, this.tally.seconds))
    this.#crash = this.#crashOf(previous)
    for (const { name, remaining, total } of previous?.pools ?? [])
      this.tally.setPool(name, { remaining, total })
    // Who let the run go on after such a pause has accepted it; a restart doesn't ask again.
    this.#announced = new Set(
      previous?.criteria.filter(({ state }) => state === 'unreachable').map(({ name }) => name),
    )
    this.#pauseFile = new PauseFile(this.folder, this.warnings, (reason) => this.#pauseChanged(reason))
  }

  get stopReason(): string | undefined {
    return this.#stopReason
  }

  get status(): RunStatus {
    return this.#status
  }

  #open(): void {
    this.watch.start()
    this.#timer = setInterval(() => this.write(), WRITE_EVERY_MS)
    this.#pauseFile.watch()
    this.write()
  }

  /** Ends the run. @returns the criteria as they came out */
  close(status: 'completed' | 'aborted' | 'failed'): Judgement[] {
    clearInterval(this.#timer)
    this.#pauseFile.close()
    this.#log.flush()
    this.watch.stop()
    this.current = undefined
    this.#status = status
    this.#paused = undefined
    this.#figures = undefined
    this.write()
    this.#release()
    return this.judgements()
  }

  paused(): boolean {
    return this.#diskTrouble !== undefined || this.#pauseFile.look() !== undefined
  }

  async clearance(): Promise<boolean> {
    if (this.#stopReason === undefined && !this.paused()) return true
    this.watch.stop()
    while (this.#stopReason === undefined && this.paused()) await this.changed()
    if (this.#stopReason !== undefined) return false
    this.watch.start()
    this.write()
    return true
  }

  /** Waits for a pause, its end, a stop, or the time. */
  changed(afterMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = afterMs === undefined ? undefined : setTimeout(wake, afterMs)
      this.#waiting.add(wake)
    })
  }

  /** Waits for something from outside, but no longer than until the run stops. @returns undefined when it stopped */
  async unlessStopped<Value>(outside: Promise<Value>): Promise<Value | undefined> {
    if (this.#stopReason !== undefined) return undefined
    let wake = () => {}
    const stopped = new Promise<undefined>((resolve) => {
      wake = () => {
        if (this.#stopReason !== undefined) resolve(undefined)
      }
      this.#waiting.add(wake)
    })
    try {
      return await Promise.race([outside, stopped])
    } finally {
      this.#waiting.delete(wake)
    }
  }

  pause(reason: string): void {
    this.#pauseFile.request(reason)
  }

  resume(): void {
    this.#pauseFile.remove()
  }

  /** Stops the run in good order: the running segment is told, and made again next time. */
  stop(reason: string): void {
    if (this.#stopReason !== undefined) return
    this.#stopReason = reason
    this.current?.attemptInHand.giveUp(new Interruption(`The run stops: ${reason}`))
    this.#wake()
  }

  /**
   * How often the process died in a segment that is about to begin. Where the file names none, or one that is finished, it
   * died before it could name the next: that is the first one to begin now, because the order is the same.
   */
  crashesOf(id: string): number {
    if (this.#crash === undefined) return 0
    this.#crash.id ??= id
    return this.#crash.id === id ? this.#crash.count : 0
  }

  begin(attempt: SegmentAttempt): void {
    const crashes = this.crashesOf(attempt.id)
    const { id, index } = attempt
    this.current = {
      id,
      index,
      attempt: attempt.attempt,
      startedAt: new Date().toISOString(),
      crashes,
      attemptInHand: attempt,
    }
    this.#currentSince = this.watch.seconds
    // What may kill the process again must be named on disk before it begins.
    if (crashes > 0) this.write()
    else this.#writeSoon()
  }

  /** The segment in hand is over. */
  leave(): void {
    this.current = undefined
  }

  /**
   * Writes down a finished segment: on disk when the promise is fulfilled. While the disk refuses, the run is paused.
   *
   * @returns false when the run was stopped before the disk had it
   */
  async record(record: SegmentRecord): Promise<boolean> {
    for (let again = false; ; again = true) {
      try {
        if (!again || !repairSegments(this.folder, record.id)) this.#log.append(record)
        break
      } catch (error) {
        this.#refused(error)
        if (this.#stopReason !== undefined) return false
        await this.changed(ASK_DISK_EVERY_MS)
      }
    }
    if (this.#diskTrouble !== undefined) {
      this.#diskTrouble = undefined
      this.warnings.over('SEGMENTS')
      this.#pauseChanged(this.#pauseFile.reason)
      this.watch.start()
    }
    this.tally.add(record)
    this.#learn(record)
    return true
  }

  judgements(): Judgement[] {
    // A run that was stopped may be taken up again: only the end of the list is the end.
    const over = this.#status === 'completed'
    return this.settings.criteria.map((rule) => judge(rule, this.tally, this.watch.seconds, over))
  }

  /** Stops where a criterion says so, and pauses once where a target has come out of reach. */
  checkCriteria(): void {
    for (const { name, tier, target, state, abort } of this.judgements()) {
      if (abort !== undefined) {
        this.stop(`abort criterion: ${abort}`)
        return
      }
      if (state !== 'unreachable' || tier === 'nice' || this.#announced.has(name)) continue
      this.#announced.add(name)
      const rest = this.#rest()
      const saved =
        rest === undefined ? '' : ` Stopping now saves about ${(rest.seconds / 3600).toFixed(1)} hours.`
      this.pause(
        `${name}: ${target} is out of reach, whatever the rest of the run brings.${saved} Take PAUSE away to go on all the same.`,
      )
    }
  }

  /** Of many changes in a moment the last is written: a thousand segments a second need no thousand files. */
  #writeSoon(): void {
    if (performance.now() - this.#writtenMs >= LEAST_BETWEEN_WRITES_MS) this.write()
    else this.#soon ??= setTimeout(() => this.write(), LEAST_BETWEEN_WRITES_MS)
  }

  /** Writes LIVE_STATUS.json. Trouble is told once and never stops the run. */
  write(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#writtenMs = performance.now()
    try {
      writeFileAtomic(statusPath(this.folder), `${JSON.stringify(this.#document(), null, 2)}\n`)
      this.warnings.over('STATUS')
    } catch (error) {
      this.warnings.begin('STATUS', error)
    }
  }

  #document() {
    const { pace, health, diskFreeBytes, rssBytes } = this.#freshFigures()
    return statusDocument({
      status: this.#status === 'running' && this.#paused !== undefined ? 'paused' : this.#status,
      runId: this.runId,
      startedAt: this.startedAt,
      current: this.current,
      tally: this.tally,
      heldFailures: this.heldFailures,
      elapsedSeconds: this.watch.seconds,
      pace,
      eta: this.#status === 'running' ? this.#rest() : undefined,
      etaErrorShare: this.#forecast.errorShare(),
      health,
      consecutiveFailures: this.consecutiveFailures,
      diskFreeBytes,
      rssBytes,
      criteria: this.judgements(),
      pause: this.#paused,
      lastError: this.lastError,
    })
  }

  #rest() {
    const { remaining } = this.tally
    return remaining === undefined ? undefined : this.#forecast.rest(remaining)
  }

  /** Trend and disk need not be looked at after each of a thousand segments a second. */
  #freshFigures(): Figures {
    if (this.#figures !== undefined && performance.now() - this.#figuresMs < FIGURES_EVERY_MS)
      return this.#figures
    const pace = this.#durations.pace()
    const { diskFreeBytes, rssBytes, memory } = this.#vitals.read()
    const health = judgeHealth({
      tally: this.tally,
      pace,
      consecutiveFailures: this.consecutiveFailures,
      maxConsecutiveFailures: this.settings.maxConsecutiveFailures,
      currentSeconds: this.current === undefined ? undefined : this.watch.seconds - this.#currentSince,
      diskFreeBytes,
      memory,
      trouble: this.#diskTrouble,
    })
    this.#figuresMs = performance.now()
    this.#figures = { pace, health, diskFreeBytes, rssBytes }
    return this.#figures
  }

  /** What health is judged by has changed: the next write looks again. */
  refresh(): void {
    this.#figures = undefined
  }

  #previous(): LiveStatusView | undefined {
    try {
      return readStatus(this.folder)
    } catch (error) {
      this.warnings.begin('PREVIOUS', error)
      return undefined
    }
  }

  /** Only a process that was running a segment when it went counts: one that waited in a pause was ended on purpose. */
  #crashOf(previous: LiveStatusView | undefined): { id: string | undefined; count: number } | undefined {
    if (previous?.status !== 'running' || isLive(previous)) return undefined
    const segment = previous.currentSegment
    const named = segment !== undefined && !this.finished.has(segment.id)
    return named ? { id: segment.id, count: segment.crashes + 1 } : { id: undefined, count: 1 }
  }

  #recall(record: SegmentRecord): void {
    if (!this.finished.add(record.id)) return
    this.tally.addEarlier(record)
    this.#learn(record)
    if (record.error !== undefined && record.started_at !== '')
      this.lastError = { segment: record.id, message: record.error, at: record.started_at }
  }

  /** A segment that was left out took no time to speak of, and would make the rest look short. */
  #learn(record: SegmentRecord): void {
    if (record.status !== 'completed') return
    this.#durations.add(record.duration_seconds)
    this.#forecast.add(record.duration_seconds)
  }

  #refused(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    this.warnings.begin('SEGMENTS', error)
    this.#diskTrouble = `${message} The run goes on by itself when that works again.`
    this.watch.stop()
    this.#pauseChanged(this.#pauseFile.reason)
  }

  #pauseChanged(reason: string | undefined): void {
    const why = reason ?? this.#diskTrouble
    const since = this.#paused?.since ?? new Date().toISOString()
    this.#paused = why === undefined ? undefined : { since, reason: why }
    this.refresh()
    if (reason !== undefined)
      this.current?.attemptInHand.interrupt(new Interruption(`The run pauses: ${reason}`))
    this.write()
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

const newRunId = () =>
  `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`
