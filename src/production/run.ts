import { realpathSync } from 'node:fs'
import type { RunStatus } from '../contract/index.ts'
import { makeFolder, sweepOrphans, withLock } from '../files/index.ts'
import { type Warnings, warningsOf } from '../host/index.ts'
import { type Attempt, type Gate, Interruption } from './attempt.ts'
import { Bell } from './bell.ts'
import { claim, statusPath } from './claim.ts'
import type { Judgement } from './criteria.ts'
import { CriteriaWatch } from './criteria-watch.ts'
import { Figures } from './figures.ts'
import type { Fault } from './glance.ts'
import { IdSet } from './id-set.ts'
import type { Settings } from './options.ts'
import { PatientLog } from './patient-log.ts'
import { PauseFile } from './pause-file.ts'
import { type Crash, crashOf, newRunId, readPredecessor, unreachableIn } from './predecessor.ts'
import { openSegments, type SegmentRecord } from './segment-log.ts'
import { type PauseState, statusDocument } from './status-document.ts'
import { StatusFile } from './status-file.ts'
import { Stopwatch } from './stopwatch.ts'
import { Tally } from './tally.ts'

/** While the disk refuses, it is asked again this often. */
const ASK_DISK_EVERY_MS = 1000

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
  current: (Parameters<typeof statusDocument>[0]['current'] & { attemptInHand: Attempt }) | undefined
  lastError: Fault | undefined
  readonly #log: PatientLog
  readonly #pauseFile: PauseFile
  readonly #statusFile: StatusFile
  readonly #bell = new Bell()
  readonly #figures: Figures
  readonly #release: () => void
  readonly #criteria: CriteriaWatch
  readonly #crash: Crash | undefined
  #status: RunStatus = 'running'
  #stopReason: string | undefined
  #endReason: string | undefined
  #paused: PauseState | undefined
  #currentSince = 0

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
    this.#figures = new Figures(this.folder)
    this.#statusFile = new StatusFile(this.folder, this.warnings, () => this.#document())
    this.#log = new PatientLog(this.folder, this.warnings, () => this.#diskChanged())
    this.tally = new Tally(total)
    const previous = readPredecessor(this.folder, this.warnings)
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
    this.#crash = crashOf(previous, this.finished)
    for (const { name, remaining, total } of previous?.pools ?? [])
      this.tally.setPool(name, { remaining, total })
    this.#criteria = new CriteriaWatch(settings.criteria, unreachableIn(previous))
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
    this.#pauseFile.watch()
    this.#statusFile.open()
  }

  /** Ends the run. @param reason why before the end of the list, or empty @returns the criteria as they came out */
  close(status: 'completed' | 'aborted' | 'failed', reason: string): Judgement[] {
    this.#pauseFile.close()
    if (status === 'completed') this.#pauseFile.removeOwn()
    this.#log.flush()
    this.watch.stop()
    this.current = undefined
    this.#status = status
    this.#endReason = reason === '' ? undefined : reason
    this.#paused = undefined
    this.#figures.refresh()
    this.#statusFile.close()
    this.#release()
    return this.judgements()
  }

  paused(): boolean {
    return this.#log.trouble !== undefined || this.#pauseFile.look() !== undefined
  }

  async clearance(): Promise<boolean> {
    if (this.#stopReason === undefined && !this.paused()) return true
    this.watch.stop()
    while (this.#stopReason === undefined && this.paused()) await this.#bell.rung()
    if (this.#stopReason !== undefined) return false
    this.watch.start()
    this.write()
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
    this.#bell.ring()
  }

  /** How often the process died in a segment that is about to begin. */
  crashesOf(id: string): number {
    if (this.#crash === undefined) return 0
    this.#crash.id ??= id
    return this.#crash.id === id ? this.#crash.count : 0
  }

  begin(attempt: Attempt): void {
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
    else this.#statusFile.writeSoon()
  }

  /** An attempt failed. */
  failed(fault: Fault): void {
    this.lastError = fault
    this.#figures.glance.fail(fault)
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
    const goesOn = async () => {
      if (this.#stopReason !== undefined) return false
      await this.#bell.rung(ASK_DISK_EVERY_MS)
      return true
    }
    if (!(await this.#log.append(record, goesOn))) return false
    if (record.crashes !== undefined) this.#tellFault(record)
    this.tally.add(record)
    this.#figures.learn(record)
    return true
  }

  judgements(): Judgement[] {
    // A run that was stopped may be taken up again: only the end of the list is the end.
    return this.#criteria.judge(this.tally, this.watch.seconds, this.#status === 'completed')
  }

  /** Stops where a criterion says so, and pauses once where a target has come out of reach. */
  checkCriteria(): void {
    const { remaining } = this.tally
    const rest = this.#figures.rest(remaining)?.seconds
    for (const { kind, reason } of this.#criteria.demands(this.judgements(), rest, remaining)) {
      if (kind === 'stop') this.stop(reason)
      else this.pause(reason)
    }
  }

  /** Brings LIVE_STATUS.json up to date now. */
  write(): void {
    this.#statusFile.write()
  }

  #document() {
    return statusDocument({
      ...this.#figures.look({
        tally: this.tally,
        consecutiveFailures: this.consecutiveFailures,
        maxConsecutiveFailures: this.settings.maxConsecutiveFailures,
        currentSeconds: this.current === undefined ? undefined : this.watch.seconds - this.#currentSince,
        trouble: this.#log.trouble,
      }),
      status: this.#status === 'running' && this.#paused !== undefined ? 'paused' : this.#status,
      folder: this.folder,
      endReason: this.#endReason,
      glance: this.#figures.glance,
      runId: this.runId,
      startedAt: this.startedAt,
      current: this.current,
      tally: this.tally,
      heldFailures: this.heldFailures,
      elapsedSeconds: this.watch.seconds,
      eta: this.#status === 'running' ? this.#figures.rest(this.tally.remaining) : undefined,
      etaErrorShare: this.#figures.errorShare,
      consecutiveFailures: this.consecutiveFailures,
      criteria: this.judgements(),
      pause: this.#paused,
      lastError: this.lastError,
    })
  }

  /** What health is judged by has changed: the next write looks again. */
  refresh(): void {
    this.#figures.refresh()
  }

  #recall(record: SegmentRecord): void {
    if (!this.finished.add(record.id)) return
    this.tally.addEarlier(record)
    this.#figures.learn(record)
    this.#tellFault(record)
  }

  #tellFault({ id, error, started_at }: SegmentRecord): void {
    if (error !== undefined && started_at !== '') this.failed({ segment: id, message: error, at: started_at })
  }

  #diskChanged(): void {
    if (this.#log.trouble !== undefined) this.watch.stop()
    this.#pauseChanged(this.#pauseFile.reason)
    if (this.#log.trouble !== undefined) return
    this.#statusFile.keepRoom()
    this.watch.start()
  }

  #pauseChanged(reason: string | undefined): void {
    const why = reason ?? this.#log.trouble
    const since = this.#paused?.since ?? new Date().toISOString()
    const waitsFor = reason === undefined ? 'disk' : 'person'
    this.#paused = why === undefined ? undefined : { since, reason: why, waitsFor }
    this.refresh()
    if (reason !== undefined)
      this.current?.attemptInHand.interrupt(new Interruption(`The run pauses: ${reason}`))
    this.write()
    this.#bell.ring()
  }
}
