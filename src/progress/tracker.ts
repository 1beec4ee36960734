import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { count, filledText, refuse, shortText } from '../host/index.ts'
import { type Chime, playChime } from './chime.ts'
import { type Draft, put, section } from './draft.ts'
import { type MapTasksOptions, planTasks, runTasks } from './map-tasks.ts'
import { now } from './now.ts'
import { type ProgressTrackerOptions, readOptions } from './options.ts'
import { ownRunningPhases } from './phase-end.ts'
import { othersAtWork } from './phase-writers.ts'
import { openSession } from './session.ts'
import { type TaskHandle, taskHandle } from './task-handle.ts'
import { checkTask, isActiveStatus, type NewTask, type TaskPatch } from './task-keys.ts'
import { completeStory, ensurePhase, phaseNames, runningPhases, startPhase, statusOf } from './transitions.ts'
import { copyViewer } from './viewer-file.ts'

/**
 * Writes down how far a story is, so that people and programs can watch it: `_progress.json`, `_phase_status.txt` and
 * `_history.jsonl` in the story folder. Everything but `run` is synchronous, and a change of phase is on disk when the
 * call returns; counts and steps are written within 100 ms and always before the process exits. Trouble with the disk
 * never throws: it is told once through `onWarning`. Wrong arguments do throw, as StoryMonitorError INVALID_ARGUMENT.
 *
 * @example
 * const tracker = new ProgressTracker('./my-story', { jobId: 'job-1' })
 * tracker.ensureViewer()
 * tracker.start('reddit', { step: 'reading the post' })
 * tracker.finish('reddit')
 * tracker.complete()
 */
export class ProgressTracker {
  /** The story folder, absolute. */
  readonly storyPath: string
  readonly #sound: boolean
  readonly #session: ReturnType<typeof openSession>
  #closed = false

  /**
   * @param storyPath the story folder; it is made where it is missing
   * @param options see ProgressTrackerOptions; all optional
   * @throws StoryMonitorError INVALID_ARGUMENT
   */
  constructor(storyPath: string, options: ProgressTrackerOptions = {}) {
    this.storyPath = resolve(filledText('storyPath', storyPath))
    const settings = readOptions(options)
    this.#sound = settings.sound
    this.#session = openSession(this.storyPath, settings)
  }

  /** Copies `progress_viewer.html` into the story folder, where any web server can show it. */
  ensureViewer(): void {
    this.#session.attempt('VIEWER', () => copyViewer(this.storyPath))
  }

  /**
   * Starts a phase. Phases that a dead process left running are marked as failed first, with its pid; a start after
   * `complete()` begins the story anew. A phase that the story doesn't know yet is added at the end of its order; a name that looks like a slip of
   * the pen brings a warning.
   *
   * @param options `step`: what happens first
   */
  start(phase: string, options: { step?: string } = {}): void {
    const name = filledText('phase', phase)
    const step = options.step === undefined ? undefined : shortText('step', options.step)
    this.#start(name, step, this.#session.shifts.isOpen(name))
  }

  /** @param isShared whether calls of this process work on the phase already: it is joined then, not begun anew */
  #start(name: string, step: string | undefined, isShared: boolean): void {
    if (this.#isLate('start')) return
    const ts = now()
    const dead = this.#session.buryDead(ts)
    this.#session.begin(name)
    if (!isShared) this.#session.record(name, 'running', { ts })
    this.#session.setStatus(name)
    this.#session.transition((draft) => {
      dead?.mark(draft)
      const { identity } = this.#session
      startPhase(draft, name, ts, identity, othersAtWork(draft, name, identity, Date.now()), isShared)
      setStep(draft, step)
    })
    if (dead) this.#session.warnings.begin('DEAD_PREDECESSOR', deadError(dead.message))
  }

  /**
   * Finishes a phase. One with a task that did not succeed ends as failed instead ("2 of 7 failed: …"; tasks that were
   * removed don't count), and one that another living process works on goes on until the last of them leaves it.
   *
   * @param options `playSound` (default true): chime if sound is on; `step`: what to show now
   */
  finish(phase: string, options: { playSound?: boolean; step?: string } = {}): void {
    const name = filledText('phase', phase)
    const step = options.step === undefined ? undefined : shortText('step', options.step)
    this.#session.shifts.endByHand(name)
    this.#finish(name, step, options.playSound)
  }

  #finish(name: string, step?: string, playSound = true): void {
    if (this.#isLate('finish')) return
    const outcome = this.#session.end(name, { status: 'done' }, (draft) => {
      if (step !== undefined || runningPhases(draft).length === 0) setStep(draft, step)
    })
    if (outcome === 'error') this.#chime('chime-error')
    else if (playSound) this.#chime(name === 'director' ? 'chime-long' : 'chime')
  }

  /** Marks a phase as skipped, with the reason that people will read. */
  skip(phase: string, reason = ''): void {
    const name = filledText('phase', phase)
    const why = shortText('reason', reason)
    if (this.#isLate('skip')) return
    this.#session.shifts.endByHand(name)
    this.#session.end(name, { status: 'skipped', reason: why })
  }

  /**
   * Marks a phase as failed, with what was thrown: anything can be. Where another living process works on it too, it fails
   * when the last of them leaves it.
   */
  error(phase: string, error: unknown): void {
    const name = filledText('phase', phase)
    this.#session.shifts.endByHand(name)
    this.#fail(name, error, false)
  }

  /** Says what is happening now. Written within 100 ms. */
  step(step: string): void {
    const line = shortText('step', step)
    if (this.#isLate('step')) return
    this.#session.progress('step', (draft) => setStep(draft, line))
  }

  /** Sets a phase's counts, as in "3 of 7". Cheap enough for a hot loop; the last value is always written. */
  setPhaseProgress(phase: string, complete: number, total: number): void {
    const name = filledText('phase', phase)
    const counts = { complete: count('complete', complete), total: count('total', total) }
    if (this.#isLate('setPhaseProgress')) return
    this.#session.announce(name, total)
    this.#session.progress(`count ${name}`, (draft) => {
      if (statusOf(draft, name) === undefined) ensurePhase(draft, name)
      put(section(draft, 'phase_progress'), name, counts)
    })
  }

  /**
   * Runs a phase: starts it, awaits the function, and finishes it, or marks it as failed and rethrows. Calls of one phase
   * at the same time share it, those of other trackers of this process too: the last of them ends it. One that the
   * function has ended itself stays as it is.
   *
   * @returns what the function returns
   * @example const scenes = await tracker.run('director', () => writeScenes())
   */
  async run<Result>(phase: string, work: () => Result | Promise<Result>): Promise<Result> {
    if (typeof work !== 'function') throw refuse('work', 'a function', work)
    return await this.#shift(filledText('phase', phase), 0, work)
  }

  async #shift<Result>(phase: string, pieces: number, work: () => Result | Promise<Result>): Promise<Result> {
    const session = this.#session
    const isShared = session.shifts.isOpen(phase)
    const isFirst = !session.shifts.isOpenHere(phase)
    session.shifts.join(phase, pieces)
    const total = session.shifts.pieces(phase)
    if (total > 0) session.announce(phase, total)
    if (isFirst) this.#start(phase, undefined, isShared)
    let result: Result
    try {
      result = await work()
    } catch (error) {
      session.shifts.leave(phase)
      this.#fail(phase, error, pieces > 0)
      throw error
    }
    session.shifts.leave(phase)
    if (session.pulse.isRunning(phase)) this.#finish(phase)
    return result
  }

  #fail(phase: string, error: unknown, ofTasks: boolean): void {
    if (this.#isLate('error')) return
    this.#session.fail(phase, error, ofTasks)
    this.#chime('chime-error')
  }

  /**
   * Adds a task, one piece of a phase's work: a portrait of one character, say. The same type, show and character is the
   * same task and replaced. An active task of a phase that waits starts the phase. Written within 100 ms.
   *
   * @returns the task's id
   * @example const id = tracker.addTask({ type: 'portrait', characterId: 'alice' })
   */
  addTask(task: NewTask): string {
    if (typeof task !== 'object' || task === null) throw refuse('task', 'an object with a type', task)
    const type = filledText('type', task.type)
    checkTask(task)
    if (this.#isLate('addTask')) return task.id ?? randomUUID()
    const active = isActiveStatus(task.status ?? 'starting')
    return this.#session.tasks.add(task, () => {
      if (active && !this.#session.pulse.isRunning(type)) this.start(type)
    })
  }

  /** Changes a task. One that isn't in the list (any more) brings a warning. */
  updateTask(id: string, patch: TaskPatch): void {
    if (typeof patch !== 'object' || patch === null) throw refuse('patch', 'an object', patch)
    if (this.#isLate('updateTask')) return
    if (!this.#session.tasks.update(id, patch)) this.#session.warnings.begin(`TASK ${id}`, unknownTask(id))
  }

  /** Takes a task out of the list: whether it failed or not, its phase is not judged by it. */
  removeTask(id: string): void {
    if (this.#isLate('removeTask')) return
    this.#session.tasks.remove(id)
  }

  /**
   * Takes every task that has ended out of the list. While its phase runs it still counts, and where it failed the phase
   * fails with it: until it is tried again, or taken out with `removeTask`.
   */
  clearCompletedTasks(): void {
    if (this.#isLate('clearCompletedTasks')) return
    this.#session.tasks.clearCompleted()
  }

  /**
   * Adds a task and gives a handle to it.
   *
   * @example
   * const task = tracker.task({ type: 'portrait', characterId: 'alice' })
   * task.progress(40)
   * task.succeed({ outputUrl: 'portraits/alice.png' })
   */
  task(task: NewTask): TaskHandle {
    const id = this.addTask(task)
    return taskHandle(id, (patch) => this.updateTask(id, patch))
  }

  /**
   * Runs a phase as one task an item: starts it, calls the function for each item, tracks each, and finishes. Failures
   * don't stop the others; in the end they fail the phase and are thrown together. Each item has a task of its own: where
   * two have the same name, the second is called "alice (2)".
   *
   * @param items an array or any other iterable
   * @param options `concurrency`: default Infinity; `characterId`: names an item, default the item itself or its `id`;
   * `label`: a readable name; `showId`: the show of all of them
   * @returns the results in the items' order
   * @throws AggregateError with every failure; StoryMonitorError INVALID_ARGUMENT before anything has started
   * @example await tracker.mapTasks('portrait', ['alice', 'bob'], (name) => draw(name), { concurrency: 2 })
   */
  async mapTasks<Item, Result>(
    type: string,
    items: Iterable<Item>,
    work: (item: Item, task: TaskHandle) => Result | Promise<Result>,
    options: MapTasksOptions<Item> = {},
  ): Promise<Result[]> {
    const plan = planTasks(type, items, work, options)
    return await this.#shift(type, plan.tasks.length, () => runTasks(this, plan, work))
  }

  /**
   * Ends the story: what runs is finished, what never ran is skipped ("not run"), what failed stays failed. While another
   * living process works on a phase, or a call of run or mapTasks does, the story goes on, which brings a warning: the
   * last of them completes it.
   */
  complete(): void {
    if (this.#isLate('complete')) return
    const session = this.#session
    const ts = now()
    session.settleAll()
    session.declare()
    const dead = session.buryDead(ts)
    if (dead) session.transition(dead.mark)
    for (const phase of ownRunningPhases(session.read(), session.identity))
      session.end(phase, { status: 'done' })
    let skipped: string[] | undefined
    let hasFailed = false
    session.recordOutcome(() =>
      skipped === undefined
        ? []
        : [
            ...skipped.map((name) => ({ ts, kind: 'phase' as const, name, status: 'skipped' })),
            session.storyLine(hasFailed ? 'failed' : 'complete', ts),
          ],
    )
    session.transition((draft) => {
      skipped = completeStory(draft, ts)
      hasFailed = phaseNames(draft).some((phase) => statusOf(draft, phase) === 'error')
      if (runningPhases(draft).length > 0) return
      session.setStatus('complete')
      setStep(draft, undefined)
    })
    const running = runningPhases(session.read())
    if (running.length > 0) session.warnings.begin('STILL_RUNNING', stillRunning(running))
    else this.#chime('chime-long')
  }

  /**
   * Writes what waits and stops the heartbeat. A phase that still runs is then shown as ended without a result. A later
   * call of this tracker changes nothing, and the first of them brings a warning.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#session.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** A call after `close()` comes from work that was left behind: it must not begin the story anew. */
  #isLate(call: string): boolean {
    if (this.#closed) this.#session.warnings.begin('CLOSED', lateCall(call))
    return this.#closed
  }

  #chime(chime: Chime): void {
    if (this.#sound) playChime(chime, this.storyPath)
  }
}

const unknownTask = (id: string) =>
  new StoryMonitorError('NOT_FOUND', `There is no task "${id}". Add it with addTask, which returns its id.`)

const lateCall = (call: string) =>
  new StoryMonitorError(
    'CLOSED',
    `${call}() was called after close(), and changes nothing. Await all work before close(), or make a new tracker.`,
  )

const stillRunning = (phases: readonly string[]) =>
  new StoryMonitorError(
    'STILL_RUNNING',
    `The story is not complete: another process, or a call of run or mapTasks, works on ${phases.join(', ')}. Call complete() once it has finished.`,
  )

const deadError = (message: string) =>
  new StoryMonitorError('PREDECESSOR_DIED', `${message} Its phases are marked as failed.`)

function setStep(draft: Draft, step: string | undefined): void {
  if (step === undefined) delete draft['current_step']
  else draft['current_step'] = step
}
