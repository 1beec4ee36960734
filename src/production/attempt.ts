import { errorFrom } from './failure.ts'
import type { Place, SegmentAttempt, SegmentResult } from './segment.ts'

/** How an attempt ended. An interrupted one is no failure: it is made again. */
export type Outcome =
  /** `assumed`: a loop of somebody's own asked for the next and said nothing of this one. */
  | { kind: 'completed'; result: unknown; assumed?: true }
  | { kind: 'failed'; error: Error }
  | { kind: 'skipped'; reason: string }
  | { kind: 'interrupted' }

/** What an attempt asks the run. */
export type Gate = {
  paused(): boolean
  /** Waits while the run is paused. @returns false when it stops instead */
  clearance(): Promise<boolean>
}

/** Why a signal aborted, where the segment itself is not to blame. */
export class Interruption extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AbortError'
  }
}

/** An attempt took longer than `timeoutSeconds`. */
export class SegmentTimeout extends Error {
  constructor(seconds: number, cause?: unknown) {
    super(`The attempt took longer than ${seconds} s.`, cause === undefined ? {} : { cause })
    this.name = 'TimeoutError'
  }
}

/** The longest delay that a Node timer keeps. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** One attempt at a segment, with its signal and its time limit. */
export class Attempt<Item = unknown> implements SegmentAttempt<Item> {
  readonly segment: Item
  readonly id: string
  readonly index: number
  readonly attempt: number
  readonly previousErrors: readonly Error[]
  readonly pausePoint: () => Promise<void>
  readonly #controller = new AbortController()
  readonly #gate: Gate
  readonly #limits: { timeoutSeconds: number; graceSeconds: number }
  #outcome: Outcome | undefined
  #cooperates = false
  #timer: NodeJS.Timeout | undefined
  #leftMs: number
  #runningSinceMs = performance.now()
  #abandon: () => void = () => {}
  #isWaitedFor = false
  readonly #abandoned: Promise<void>

  constructor(
    place: Place<Item>,
    attempt: number,
    previousErrors: readonly Error[],
    gate: Gate,
    limits: { timeoutSeconds: number; graceSeconds: number },
  ) {
    this.segment = place.segment
    this.id = place.id
    this.index = place.index
    this.attempt = attempt
    this.previousErrors = previousErrors
    this.pausePoint = () => this.#waitWhilePaused()
    this.#gate = gate
    this.#limits = limits
    this.#leftMs = limits.timeoutSeconds * 1000
    this.#abandoned = new Promise((resolve) => {
      this.#abandon = resolve
    })
    this.#arm()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  complete(result?: SegmentResult): void {
    this.#outcome ??= { kind: 'completed', result }
  }

  fail(error: unknown): void {
    if (this.#outcome !== undefined) return
    const reason: unknown = this.signal.reason
    if (reason instanceof Interruption) this.#outcome = { kind: 'interrupted' }
    else if (reason instanceof SegmentTimeout) this.#outcome = { kind: 'failed', error: reason }
    else this.#outcome = { kind: 'failed', error: errorFrom(error) }
  }

  skip(reason: string): void {
    this.#outcome ??= { kind: 'skipped', reason: String(reason) }
  }

  /** Runs the function to its end, or until it has ignored its signal for too long. */
  async settle(work: () => unknown): Promise<void> {
    this.#isWaitedFor = true
    const done = (async () => work())().then(
      (result) => {
        this.#outcome ??= { kind: 'completed', result }
      },
      (error) => this.fail(error),
    )
    await Promise.race([done, this.#abandoned.then(() => this.fail(this.signal.reason))])
  }

  /**
   * The run pauses: a function that calls pausePoint() stops there by itself, every other is told by its signal.
   * One that doesn't listen is waited for: begun a second time beside itself it would do its work twice.
   */
  interrupt(reason: Interruption): void {
    if (!this.#cooperates && this.#outcome === undefined) this.#controller.abort(reason)
  }

  /** The run stops, or the time is up: the function is told, and waited for no longer than the grace. */
  giveUp(reason: Error): void {
    if (this.#outcome !== undefined) return
    clearTimeout(this.#timer)
    if (!this.signal.aborted) this.#controller.abort(reason)
    this.#timer = setTimeout(() => this.#abandon(), this.#limits.graceSeconds * 1000)
  }

  /** When a run that stops comes to its end: a function is left after the grace, a loop of somebody's own is not. */
  endsWithinWords(): string {
    return this.#isWaitedFor ? `, at most ${this.#limits.graceSeconds} s` : ' when its loop asks for the next'
  }

  /** How it ended. */
  end(): Outcome {
    clearTimeout(this.#timer)
    this.#abandon()
    // Who was told to stop and says nothing has not completed it.
    if (this.signal.aborted) this.fail(this.signal.reason)
    this.#outcome ??= { kind: 'completed', result: undefined, assumed: true }
    return this.#outcome
  }

  async #waitWhilePaused(): Promise<void> {
    this.#cooperates = true
    this.signal.throwIfAborted()
    if (!this.#gate.paused()) return
    // The time limit is one of running time: it stands still here.
    clearTimeout(this.#timer)
    this.#leftMs -= performance.now() - this.#runningSinceMs
    await this.#gate.clearance()
    this.signal.throwIfAborted()
    this.#arm()
  }

  #arm(): void {
    this.#runningSinceMs = performance.now()
    const { timeoutSeconds } = this.#limits
    this.#timer = setTimeout(
      () => this.giveUp(new SegmentTimeout(timeoutSeconds)),
      Math.min(Math.max(0, this.#leftMs), LONGEST_TIMER_MS),
    )
  }
}
