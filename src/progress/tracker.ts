import { resolve } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { identityOf, makeFolder, sweepOrphans } from '../files/index.ts'
import { count, filledText, refuse, text } from './argument.ts'
import { type Chime, playChime } from './chime.ts'
import { type Draft, put, section } from './draft.ts'
import { atExit, type Crash } from './exit.ts'
import { describeFailure } from './failure.ts'
import { longestRun } from './history.ts'
import { type ProgressTrackerOptions, readOptions, type TrackerSettings } from './options.ts'
import { declarePhases } from './phase-definitions.ts'
import { findDeadPhases, markDead } from './predecessor.ts'
import { pulseOf } from './pulse.ts'
import { openStoryState } from './story-state.ts'
import {
  completeStory,
  endPhase,
  ensurePhase,
  noteError,
  phaseNames,
  runningPhases,
  startPhase,
  statusOf,
} from './transitions.ts'
import { copyViewer } from './viewer-file.ts'
import { type Warnings, warningsOf } from './warnings.ts'

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
  readonly #settings: TrackerSettings
  readonly #warnings: Warnings
  readonly #state: ReturnType<typeof openStoryState>
  readonly #pulse: ReturnType<typeof pulseOf>
  readonly #identity: Draft
  readonly #stopExit: () => void
  #moved = false
  #declared = false
  #closed = false

  /**
   * @param storyPath the story folder; it is made where it is missing
   * @param options see ProgressTrackerOptions; all optional
   * @throws StoryMonitorError INVALID_ARGUMENT
   */
  constructor(storyPath: string, options: ProgressTrackerOptions = {}) {
    this.storyPath = resolve(filledText('storyPath', storyPath))
    this.#settings = readOptions(options)
    this.#warnings = warningsOf(this.storyPath, this.#settings.onWarning)
    this.#identity = identityKeys(this.#settings.ownerPid)
    this.#pulse = pulseOf(this.#settings.heartbeatSeconds, () => this.#beat())
    this.#attempt('FOLDER', () => {
      makeFolder(this.storyPath)
      sweepOrphans(this.storyPath)
    })
    // The tracker's own farewell comes before its file's: what it says last is written by the file.
    this.#stopExit = atExit((crash) => this.#farewell(crash))
    this.#state = openStoryState(this.storyPath, this.#warnings, (draft) => this.#stamp(draft))
  }

  /** Copies `progress_viewer.html` into the story folder, where any web server can show it. */
  ensureViewer(): void {
    this.#attempt('VIEWER', () => copyViewer(this.storyPath))
  }

  /**
   * Starts a phase. Phases that a dead process left running are marked as failed first, with its pid; a start after
   * `complete()` begins the story anew. A phase that the story doesn't know yet is added at the end of its order.
   *
   * @param options `step`: what happens first
   */
  start(phase: string, options: { step?: string } = {}): void {
    const name = filledText('phase', phase)
    const step = options.step === undefined ? undefined : text('step', options.step)
    const dead = findDeadPhases(this.#state.file.read(), Date.now())
    const ts = now()
    if (dead) for (const phase of dead.phases) this.#record(phase, 'error', { reason: dead.message, ts })
    this.#pulse.start(name)
    this.#record(name, 'running', { ts })
    this.#state.setStatus(name)
    this.#transition((draft) => {
      if (dead) markDead(draft, dead, ts)
      startPhase(draft, name, ts, this.#identity)
      setStep(draft, step)
    })
    if (dead) this.#warnings.begin('DEAD_PREDECESSOR', deadError(dead.message))
  }

  /**
   * Finishes a phase.
   *
   * @param options `playSound` (default true): chime if sound is on; `step`: what to show now
   */
  finish(phase: string, options: { playSound?: boolean; step?: string } = {}): void {
    const name = filledText('phase', phase)
    const step = options.step === undefined ? undefined : text('step', options.step)
    this.#end(name, 'done', (draft) => {
      if (step !== undefined || runningPhases(draft).length === 0) setStep(draft, step)
    })
    if (options.playSound !== false) this.#chime(name === 'director' ? 'chime-long' : 'chime')
  }

  /** Marks a phase as skipped, with the reason that people will read. */
  skip(phase: string, reason = ''): void {
    const name = filledText('phase', phase)
    const why = text('reason', reason)
    this.#end(name, 'skipped', (draft) => put(section(draft, 'skip_reasons'), name, why), why)
  }

  /** Marks a phase as failed, with what was thrown: anything can be. */
  error(phase: string, error: unknown): void {
    const name = filledText('phase', phase)
    const failure = describeFailure(error)
    this.#end(name, 'error', (draft) => noteError(draft, failure.message, failure.traceback), failure.message)
    this.#chime('chime-error')
  }

  /** Says what is happening now. Written within 100 ms. */
  step(step: string): void {
    const line = text('step', step)
    this.#progress('step', (draft) => setStep(draft, line))
  }

  /** Sets a phase's counts, as in "3 of 7". Cheap enough for a hot loop; the last value is always written. */
  setPhaseProgress(phase: string, complete: number, total: number): void {
    const name = filledText('phase', phase)
    const counts = { complete: count('complete', complete), total: count('total', total) }
    this.#progress(`count ${name}`, (draft) => {
      if (statusOf(draft, name) === undefined) ensurePhase(draft, name)
      put(section(draft, 'phase_progress'), name, counts)
    })
  }

  /**
   * Runs a phase: starts it, awaits the function, and finishes it, or marks it as failed and rethrows.
   *
   * @returns what the function returns
   * @example const scenes = await tracker.run('director', () => writeScenes())
   */
  async run<Result>(phase: string, work: () => Result | Promise<Result>): Promise<Result> {
    if (typeof work !== 'function') throw refuse('work', 'a function', work)
    this.start(phase)
    let result: Result
    try {
      result = await work()
    } catch (error) {
      this.error(phase, error)
      throw error
    }
    this.finish(phase)
    return result
  }

  /** Ends the story: what runs is done, what never ran is skipped ("not run"). */
  complete(): void {
    const ts = now()
    const durations = this.#pulse.durations()
    for (const phase of this.#pulse.running()) this.#pulse.end(phase)
    this.#declare()
    const preview = structuredCloneOf(this.#state.file.read())
    const changed = completeStory(preview, ts, durations)
    for (const phase of changed) this.#record(phase, statusOf(preview, phase) ?? 'done', { ts })
    this.#state.record({ ts, kind: 'story', name: this.#settings.workflow ?? 'story', status: 'complete' })
    this.#state.setStatus('complete')
    this.#transition((draft) => {
      completeStory(draft, ts, durations)
      setStep(draft, undefined)
    })
    this.#chime('chime-long')
  }

  /** Writes what waits and stops the heartbeat. A phase that still runs is then shown as ended without a result. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#leave()
    this.#pulse.stop()
    this.#stopExit()
    this.#state.file.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #end(
    phase: string,
    status: 'done' | 'error' | 'skipped',
    also: (draft: Draft) => void,
    reason?: string,
  ): void {
    const ts = now()
    const seconds = this.#pulse.end(phase)
    this.#record(phase, status, {
      ts,
      ...(seconds === undefined ? {} : { duration_seconds: Math.round(seconds * 1000) / 1000 }),
      ...(reason === undefined ? {} : { reason }),
    })
    this.#transition((draft) => {
      endPhase(draft, phase, status, ts, seconds)
      also(draft)
    })
  }

  #record(
    name: string,
    status: string,
    more: { ts: string; duration_seconds?: number; reason?: string },
  ): void {
    this.#state.record({ kind: 'phase', name, status, ...more })
  }

  #transition(change: (draft: Draft) => void): void {
    this.#declare()
    this.#moved = true
    this.#pulse.progressed()
    this.#state.file.now(change)
  }

  #progress(key: string, change: (draft: Draft) => void): void {
    this.#declare()
    this.#moved = true
    this.#pulse.progressed()
    this.#state.file.soon(key, change)
  }

  /** The story's name and phases go into the file with the first change, not with `new`: looking is not writing. */
  #declare(): void {
    if (this.#declared) return
    this.#declared = true
    const { jobId, workflow, phases, phasesGiven } = this.#settings
    this.#state.file.soon('declare', (draft) => {
      put(draft, 'job_id', jobId ?? (typeof draft['job_id'] === 'string' ? draft['job_id'] : ''))
      put(
        draft,
        'workflow',
        workflow ?? (typeof draft['workflow'] === 'string' ? draft['workflow'] : 'story'),
      )
      if (phasesGiven || phaseNames(draft).length === 0) declarePhases(draft, phases)
    })
  }

  #stamp(draft: Draft): void {
    const ts = now()
    const owned = this.#settings.ownerPid !== undefined
    Object.assign(draft, this.#identity, { updated_ts: ts, story_path: this.storyPath })
    if (this.#moved || draft['progress_ts'] === undefined) draft['progress_ts'] = ts
    this.#moved = false
    if (owned) {
      for (const key of ['heartbeat_seconds', 'quiet_seconds', 'stuck_after_seconds']) delete draft[key]
      return
    }
    draft['heartbeat_seconds'] = this.#settings.heartbeatSeconds
    draft['quiet_seconds'] = Math.round(this.#pulse.quietSeconds())
    draft['stuck_after_seconds'] = Math.round(this.#pulse.stuckAfterSeconds())
    for (const phase of this.#pulse.running()) {
      const times = section(section(draft, 'phase_times'), phase)
      times['elapsed_seconds'] = Math.round(this.#pulse.elapsedSeconds(phase) * 1000) / 1000
    }
  }

  #beat(): void {
    for (const phase of this.#pulse.running()) {
      this.#pulse.learn(longestRun(this.storyPath, phase) ?? 0)
    }
    const dead = findDeadPhases(this.#state.file.read(), Date.now())
    if (!dead) {
      this.#state.file.write()
      return
    }
    // Another process shares the story and has died: its phases must not look alive because this one is.
    const ts = now()
    for (const phase of dead.phases) this.#record(phase, 'error', { ts, reason: dead.message })
    this.#state.file.now((draft) => markDead(draft, dead, ts))
  }

  #farewell(crash: Crash | undefined): void {
    if (crash && this.#pulse.running().length > 0) {
      for (const phase of this.#pulse.running()) this.#endByCrash(phase, crash)
    }
    this.#leave()
    this.#state.file.flush()
  }

  #endByCrash(phase: string, crash: Crash): void {
    const failure = describeFailure(crash.error)
    this.#end(
      phase,
      'error',
      (draft) => noteError(draft, failure.message, failure.traceback),
      failure.message,
    )
  }

  /** Only its own running phases end with it; a story in good order needs no word. */
  #leave(): void {
    if (this.#settings.ownerPid !== undefined || this.#pulse.running().length === 0) return
    const ts = now()
    this.#state.file.now((draft) => put(draft, 'closed_ts', ts))
  }

  #chime(chime: Chime): void {
    if (this.#settings.sound) playChime(chime, this.storyPath)
  }

  #attempt(kind: string, work: () => void): void {
    try {
      work()
      this.#warnings.over(kind)
    } catch (error) {
      this.#warnings.begin(kind, error)
    }
  }
}

const now = () => new Date().toISOString()

const deadError = (message: string) =>
  new StoryMonitorError('NOT_FOUND', `${message} Its phases are marked as failed.`)

function setStep(draft: Draft, step: string | undefined): void {
  if (step === undefined) delete draft['current_step']
  else draft['current_step'] = step
}

/** Everything in a draft came from JSON or goes into it. */
const structuredCloneOf = (draft: Draft): Draft => structuredClone(draft)

function identityKeys(ownerPid: number | undefined): Draft {
  const identity = identityOf(ownerPid)
  return {
    pid: identity.pid,
    host: identity.host,
    ...(identity.processStartedTs === undefined ? {} : { process_started_ts: identity.processStartedTs }),
    ...(identity.processStartId === undefined ? {} : { process_start_id: identity.processStartId }),
  }
}
