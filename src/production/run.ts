import { realpathSync } from 'node:fs'
import type { LiveStatusView, RunStatus } from '../contract/index.ts'
import { makeFolder, sweepOrphans, withLock } from '../files/index.ts'
import { type Warnings, warningsOf } from '../host/index.ts'
import { type Attempt, Interruption } from './attempt.ts'
import { claim, statusPath } from './claim.ts'
import type { Judgement } from './criteria.ts'
import { CriteriaWatch } from './criteria-watch.ts'
import { type Fault, faultsInHand, faultsOf } from './faults.ts'
import { Figures } from './figures.ts'
import { FinishedSegments } from './finished-segments.ts'
import { Halt } from './halt.ts'
import type { IdSet } from './id-set.ts'
import { countList, outgrow } from './list-length.ts'
import type { Settings } from './options.ts'
import { PatientLog } from './patient-log.ts'
import { takeLeftOver, waitingWords } from './pause-file.ts'
import { crashCounter, newRunId, readPredecessor, unreachableIn } from './predecessor.ts'
import { documentOf } from './run-document.ts'
import { openSegments, type SegmentRecord } from './segment-log.ts'
import type { Current } from './status-document.ts'
import { StatusFile } from './status-file.ts'
import { Stopwatch } from './stopwatch.ts'
import { Tally } from './tally.ts'

/** While the disk refuses, it is asked again this often. */
const ASK_DISK_EVERY_MS = 1000

/**
 * The state of one run in one folder: what is finished, whether it may go on, and the file that says so. The order of
 * the work is in `work.ts`.
 */
export class Run {
  readonly folder: string
  readonly settings: Settings
  readonly runId: string
  readonly startedAt: string
  readonly warnings: Warnings
  /** Lines of _segments.jsonl that can't be read. */
  readonly unreadableLines: number
  tally: Tally
  readonly finished: FinishedSegments
  /** How often the process died in a segment that is about to begin. */
  readonly crashesOf: (id: string) => number
  /** Running time over all processes of the run, without pauses. */
  readonly watch: Stopwatch
  /** Whether it may go on. */
  readonly halt: Halt
  consecutiveFailures = 0
  heldFailures = 0
  current: (Current & { attemptInHand: Attempt; sinceSeconds: number }) | undefined
  /** The segment that waits for its next attempt: for a while, or for the end of a pause. */
  nextAttempt: { segment: string; attempt: number } | undefined
  lastError: Fault | undefined
  readonly #log: PatientLog
  readonly #statusFile: StatusFile
  #figures: Figures
  readonly #release: () => void
  readonly #criteria: CriteriaWatch
  /** The status of the process before this one. */
  readonly #previous: LiveStatusView | undefined
  #status: RunStatus = 'running'
  #endReason: string | undefined

  /**
   * Takes a folder and reads what is finished in it. The lock is held until this process stands in LIVE_STATUS.json, so
   * that of two that start at once the second sees the first.
   *
   * @param listed the ids of the list, where it is known in full
   * @throws StoryMonitorError LOCKED when another live process has the folder, WRITE_FAILED when it can't be written
   */
  static open(folder: string, settings: Settings, listed: IdSet | undefined): Run {
    makeFolder(folder)
    const real = realpathSync(folder)
    return withLock(statusPath(real), () => {
      const run = new Run(real, settings, listed)
      run.#open()
      return run
    })
  }

  private constructor(folder: string, settings: Settings, listed: IdSet | undefined) {
    this.folder = folder
    this.settings = settings
    this.warnings = warningsOf(this.folder, settings.onWarning)
    this.#figures = new Figures(this.folder)
    this.#statusFile = new StatusFile(this.folder, this.warnings, () => this.#document(), settings.onStatus)
    this.#log = new PatientLog(this.folder, this.warnings, () => {
      this.halt.diskChanged()
      if (this.#log.trouble === undefined) this.#statusFile.keepRoom()
    })
    this.tally = new Tally(settings.total ?? listed?.size)
    this.finished = new FinishedSegments(this.folder, listed, (record) => this.#recall(record))
    const previous = readPredecessor(this.folder, this.warnings)
    this.#release = claim(this.folder, previous)
    let seconds = 0
    try {
      sweepOrphans(this.folder)
      const recall = (record: SegmentRecord, offset: number) => {
        if (this.finished.recall(record, offset)) seconds += record.duration_seconds
      }
      const told = previous?.unreadableLines ?? 0
      this.unreadableLines = openSegments(this.folder, this.warnings, recall, told)
    } catch (error) {
      this.#release()
      throw error
    }
    this.runId = previous?.runId ?? newRunId()
    this.startedAt = new Date(previous?.startedMs ?? Date.now()).toISOString()
    // Another list than the last time: how long that one ran is nothing to this one.
    const isOther = listed !== undefined && this.finished.elsewhere !== (previous?.segments.earlier ?? 0)
    const ran = isOther ? this.tally.seconds : Math.max(previous?.timing.elapsedSeconds ?? 0, seconds)
    this.watch = new Stopwatch(ran)
    this.crashesOf = crashCounter(previous, this.finished)
    this.#previous = previous
    this.#carryOn()
    this.#criteria = new CriteriaWatch(settings.criteria, unreachableIn(previous))
    this.halt = new Halt(this.folder, this.warnings, this.watch, {
      trouble: () => this.#log.trouble,
      paused: (reason) => this.#interrupt(reason),
      stopped: (reason) => this.#stop(reason),
      changed: () => {
        this.refresh()
        this.write()
      },
    })
  }

  get status(): RunStatus {
    return this.#status
  }

  #open(): void {
    this.watch.start()
    this.#clearLeftOver()
    this.halt.open()
    if (this.finished.listed !== undefined) {
      countList(this)
      outgrow(this, this.finished.listed)
    }
    if (this.halt.pauseState !== undefined)
      this.warnings.begin('PAUSED', new Error(waitingWords(this.folder)))
    this.#statusFile.open()
  }

  /** Ends the run. @param reason why before the end of the list, or empty @returns the criteria as they came out */
  close(status: 'completed' | 'aborted' | 'failed', reason: string): Judgement[] {
    this.halt.close(status === 'completed')
    this.#log.flush()
    this.finished.close()
    this.watch.stop()
    this.current = undefined
    this.#status = status
    this.#endReason = reason === '' ? undefined : reason
    this.nextAttempt = undefined
    this.#figures.refresh()
    this.#statusFile.close()
    this.#release()
    return this.judgements()
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
      sinceSeconds: this.watch.seconds,
    }
    this.nextAttempt = undefined
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
      if (this.halt.stopReason !== undefined) return false
      await this.halt.changed(ASK_DISK_EVERY_MS)
      return true
    }
    if (!(await this.#log.append(record, goesOn))) return false
    if (record.crashes !== undefined) for (const fault of faultsOf(record)) this.failed(fault)
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
      if (kind === 'stop') this.halt.stop(reason)
      else this.halt.pause(reason)
    }
  }

  #document() {
    return documentOf(this, {
      figures: this.#figures,
      status: this.#status,
      endReason: this.#endReason,
      pause: this.halt.pauseState,
      trouble: this.#log.trouble,
    })
  }

  /** Brings LIVE_STATUS.json up to date now. */
  write(): void {
    this.#statusFile.write()
  }

  /** What health is judged by has changed: the next write looks again. */
  refresh(): void {
    this.#figures.refresh()
  }

  /** A segment is to be made, or the list is through: from now on only what the list has come to counts. */
  settle(): void {
    let isOther = false
    this.finished.settle(() => {
      isOther = true
      const { pools } = this.tally
      this.tally = new Tally(this.settings.total)
      for (const [name, pool] of pools) this.tally.setPool(name, pool)
      this.#figures = new Figures(this.folder)
      this.lastError = undefined
      this.#carryOn()
    })
    if (isOther) this.write()
  }

  /** What the process before this one had in hand, and what no line tells. */
  #carryOn(): void {
    for (const fault of faultsInHand(this.#previous, (id) => this.finished.waits(id))) this.failed(fault)
    for (const { name, remaining, total } of this.#previous?.pools ?? [])
      if (!this.tally.pools.has(name)) this.tally.setPool(name, { remaining, total })
  }

  /** A finished segment of this run's list. */
  #recall(record: SegmentRecord): void {
    this.tally.addEarlier(record)
    this.#figures.learn(record)
    for (const fault of faultsOf(record)) if (fault.at !== '') this.failed(fault)
  }

  /** The previous process may have been killed after one Ctrl+C: what it meant for itself holds this one not. */
  #clearLeftOver(): void {
    try {
      const said = takeLeftOver(this.folder)
      if (said !== undefined) this.warnings.begin('PAUSE_LEFT', new Error(said))
    } catch (error) {
      this.warnings.begin('PAUSE_LEFT', error)
    }
  }

  #stop(reason: string): void {
    const hand = this.current?.attemptInHand
    hand?.giveUp(new Interruption(`The run stops: ${reason}`))
    this.#endReason = `stopping${hand === undefined ? '' : hand.endsWithinWords()}: ${reason}`
    this.write()
  }

  #interrupt(reason: string): void {
    this.current?.attemptInHand.interrupt(new Interruption(`The run pauses: ${reason}`))
  }
}
