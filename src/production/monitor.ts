import { resolve } from 'node:path'
import type { RunStatus } from '../contract/index.ts'
import { filledText, refuse, wholeFrom } from '../host/index.ts'
import type { Attempt } from './attempt.ts'
import type { Judgement } from './criteria.ts'
import { type ProductionMonitorOptions, readOptions, type Settings } from './options.ts'
import { pauseRun, resumeRun } from './pause-file.ts'
import { writeReport } from './report/index.ts'
import { Run } from './run.ts'
import {
  listedIds,
  type Segment,
  type SegmentAttempt,
  type SegmentList,
  type SegmentWork,
} from './segment.ts'
import { listenToSignals } from './stop-signals.ts'
import type { Pool } from './tally.ts'
import { workThrough } from './work.ts'

/** How a run came out. */
export type ProductionSummary = {
  status: Extract<RunStatus, 'completed' | 'aborted' | 'failed'>
  /** Why it ended before the list did. */
  reason?: string
  runId: string
  segments: { total: number; completed: number; failed: number; skipped: number; remaining: number }
  /** Running time over all processes of the run, without pauses. */
  elapsedSeconds: number
  criteria: readonly Judgement[]
}

const CTRL_C = 'Ctrl+C: press it again to stop, or resume it to go on'

/**
 * Runs a long production over many segments so that it can be watched (`LIVE_STATUS.json`), paused (`PAUSE`), trusted
 * (health, criteria) and resumed (`_segments.jsonl`).
 *
 * @example
 * const monitor = new ProductionMonitor('./output/pilot', { retry: { attempts: 3 } })
 * const summary = await monitor.run(scenes, async (scene, { previousErrors, signal }) => {
 *   await writeScene(scene, { previousErrors, signal })
 * })
 */
export class ProductionMonitor {
  readonly outputDir: string
  readonly #settings: Settings
  /** What was told before a run began. */
  readonly #pools = new Map<string, Pool>()
  #run: Run | undefined
  #summary: ProductionSummary | undefined

  /** @throws StoryMonitorError INVALID_ARGUMENT */
  constructor(outputDir: string, options: ProductionMonitorOptions = {}) {
    this.outputDir = resolve(filledText('outputDir', outputDir))
    this.#settings = readOptions(options)
  }

  /** How the last run came out, when it is over. */
  get summary(): ProductionSummary | undefined {
    return this.#summary
  }

  /**
   * Makes every segment of the list that is not finished yet.
   *
   * @param work called for each attempt; what it throws is a failed attempt
   * @throws StoryMonitorError LOCKED when another live process works on the folder, INVALID_ARGUMENT for ids that are no
   * ids or come twice, WRITE_FAILED when the folder can't be written at the start; what the list itself throws
   */
  async run<Item extends Segment>(
    segments: SegmentList<Item>,
    work: SegmentWork<Item>,
  ): Promise<ProductionSummary> {
    if (typeof work !== 'function') throw refuse('work', 'a function', work)
    for await (const attempt of this.#attempts(segments))
      await attempt.settle(() => work(attempt.segment, attempt))
    if (this.#summary === undefined) throw new Error('The run ended without a summary.')
    return this.#summary
  }

  /**
   * The same for a loop of your own. Say `complete()`, `fail(error)` or `skip(reason)`; a failed attempt comes again.
   * Leaving the loop ends the run; the segment in hand is made again next time.
   *
   * @example
   * for await (const attempt of monitor.segments(scenes)) {
   *   try {
   *     attempt.complete(await writeScene(attempt.segment, attempt))
   *   } catch (error) {
   *     attempt.fail(error)
   *   }
   * }
   */
  segments<Item extends Segment>(
    segments: SegmentList<Item>,
  ): AsyncGenerator<SegmentAttempt<Item>, void, undefined> {
    return this.#attempts(segments)
  }

  async *#attempts<Item extends Segment>(
    segments: SegmentList<Item>,
  ): AsyncGenerator<Attempt<Item>, void, undefined> {
    const run = Run.open(this.outputDir, this.#settings, listedIds(checkedList(segments)))
    this.#run = run
    for (const [name, pool] of this.#pools) run.tally.setPool(name, pool)
    this.#summary = undefined
    const silence = this.#settings.handleSignals ? listenFor(run) : () => {}
    let end: 'completed' | 'aborted' | 'failed' = 'aborted'
    let reason = 'the loop was left before the end of the list'
    try {
      yield* workThrough(run, segments)
      end = run.halt.stopReason === undefined ? 'completed' : 'aborted'
      reason = run.halt.stopReason ?? ''
    } catch (error) {
      end = 'failed'
      reason = error instanceof Error ? error.message : String(error)
      throw error
    } finally {
      silence()
      this.#run = undefined
      this.#summary = summaryOf(run, run.close(end, reason), end, reason)
      report(run)
    }
  }

  /** Asks the run to pause, from here or from any other process. */
  pause(reason = ''): void {
    if (this.#run === undefined) pauseRun(this.outputDir, reason)
    else this.#run.halt.pause(reason)
  }

  /** Lets a paused run go on. */
  resume(): void {
    if (this.#run === undefined) resumeRun(this.outputDir)
    else this.#run.halt.resume()
  }

  /** Stops the run in good order: the segment in hand is told, and made again next time. */
  stop(reason = 'stop() was called'): void {
    this.#run?.halt.stop(reason)
  }

  /**
   * Tells how much of a content pool is left: below 30 % it shows in the run's health.
   *
   * @example monitor.setPool('quests', 180, 400)
   */
  setPool(name: string, remaining: number, total: number): void {
    const pool = { remaining: wholeFrom('remaining', remaining, 0), total: wholeFrom('total', total, 0) }
    this.#pools.set(filledText('name', name), pool)
    this.#run?.tally.setPool(name, pool)
  }
}

/** A report that can't be written is no reason to throw away how the run came out. */
function report(run: Run): void {
  try {
    writeReport(run.folder, run.settings)
  } catch (error) {
    run.warnings.begin('REPORT', error)
  }
}

/** Ctrl+C pauses a run that goes on, and stops one that is paused already; one that stops is not asked again. */
function listenFor(run: Run): () => void {
  return listenToSignals({
    interrupt: () => {
      if (run.halt.stopReason !== undefined) return
      if (run.halt.paused()) run.halt.stop('Ctrl+C was pressed while the run was paused')
      else run.halt.pauseWithProcess(CTRL_C)
    },
    terminate: (signal) => run.halt.stop(`the process was told to end (${signal})`),
  })
}

function checkedList<List>(list: List): List {
  const usable =
    typeof list === 'object' && list !== null && (Symbol.iterator in list || Symbol.asyncIterator in list)
  if (!usable) throw refuse('segments', 'a list (any iterable or async iterable) of segments', list)
  return list
}

function summaryOf(
  run: Run,
  criteria: readonly Judgement[],
  status: ProductionSummary['status'],
  reason: string,
): ProductionSummary {
  const { completed, failed, skipped, finished } = run.tally
  const total = run.tally.total ?? finished
  return {
    status,
    ...(reason === '' ? {} : { reason }),
    runId: run.runId,
    segments: { total, completed, failed, skipped, remaining: Math.max(0, total - finished) },
    elapsedSeconds: run.watch.seconds,
    criteria,
  }
}
