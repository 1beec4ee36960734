import { readProgress, textOf } from '../contract/index.ts'
import { identityOf, makeFolder, sweepOrphans } from '../files/index.ts'
import { warningsOf } from '../host/index.ts'
import { type Draft, put, section } from './draft.ts'
import { atExit, type Crash } from './exit.ts'
import { describeFailure } from './failure.ts'
import { forecastOf } from './forecast.ts'
import { longestRun } from './history.ts'
import { startWatchdog } from './notify/watchdog.ts'
import type { TrackerSettings } from './options.ts'
import { declarePhases } from './phase-definitions.ts'
import { beatWriter } from './phase-writers.ts'
import { findDeadPhases, markDead } from './predecessor.ts'
import { pulseOf } from './pulse.ts'
import { openStoryState } from './story-state.ts'
import { openTaskList, type TaskEvent } from './task-list.ts'
import { endPhase, ensurePhase, noteError, phaseNames, statusOf } from './transitions.ts'

import { taskWriterIsGone } from './writers.ts'

type EndStatus = 'done' | 'error' | 'skipped'

/** What is said of a task that was still active when its phase ended. */
const UNFINISHED: { [Status in EndStatus]: string } = {
  done: 'not finished when the phase ended',
  error: 'not finished when the phase failed',
  skipped: 'not finished when the phase was skipped',
}

/**
 * One tracker's hold on a story: its files, its heartbeat and its farewell. The tracker says what happens; the session
 * sees that it is stamped, written and, when the process goes, ended.
 */
export function openSession(folder: string, settings: TrackerSettings) {
  const warnings = warningsOf(folder, settings.onWarning)
  const identity = identityKeys(settings.ownerPid)
  const owned = settings.ownerPid !== undefined
  const pulse = pulseOf(settings.heartbeatSeconds, beat)
  /** Phases whose tasks have changed since the last write, and the totals that the pipeline has announced. */
  const countDue = new Set<string>()
  const announced = new Map<string, number>()
  const learned = new Set<string>()
  /** Steps count from 1; a type that is no phase of the workflow has none. */
  const steps = new Map(settings.phases.map((phase, index) => [phase.name, index + 1]))
  const forecast = forecastOf(folder)
  let estimatedAt = Number.NEGATIVE_INFINITY
  const openedMs = Date.now()
  let moved = false
  let watched = settings.notify === undefined
  let declared = false

  attempt('FOLDER', () => {
    makeFolder(folder)
    sweepOrphans(folder)
  })
  // This farewell comes before the files' own: what it says last is written by them.
  const stopExit = atExit(farewell)
  const state = openStoryState(folder, warnings, stamp)
  const tasks = openTaskList({
    folder,
    warnings,
    writer: identity,
    writerIsGone: () =>
      taskWriterIsGone(
        readProgress(state.file.read())?.phaseWriters.map(({ writer }) => writer) ?? [],
        Date.now(),
      ),
    retentionSeconds: settings.taskRetentionSeconds,
    stepNumberOf: (type) => steps.get(type),
    onTransition: noteTask,
  })

  /** Trouble with the files is told, never thrown. */
  function attempt(kind: string, work: () => void): void {
    try {
      work()
      warnings.over(kind)
    } catch (error) {
      warnings.begin(kind, error)
    }
  }

  /** With the first transition, so that a tracker that only looks starts no process. */
  function watch(): void {
    if (watched || settings.notify === undefined) return
    watched = true
    const { notify } = settings
    const { pid, host, processStartId } = identityOf(settings.ownerPid)
    attempt('NOTIFY', () =>
      startWatchdog({ storyPath: folder, notify, pid, host, processStartId, sinceMs: openedMs }, (error) =>
        warnings.begin('NOTIFY', error),
      ),
    )
  }

  /** A change that is on disk when the call returns. */
  function transition(change: (draft: Draft) => void): void {
    notice()
    watch()
    state.file.now(change)
  }

  /** A change that may wait 100 ms; a later one of the same key takes its place. */
  function progress(key: string, change: (draft: Draft) => void): void {
    notice()
    state.file.soon(key, change)
  }

  function notice(): void {
    declare()
    moved = true
    pulse.progressed()
  }

  /** The story's name and phases go into the file with the first change, not before: looking is not writing. */
  function declare(): void {
    if (declared) return
    declared = true
    const { jobId, workflow, phases, phasesGiven } = settings
    state.file.along('declare', (draft) => {
      put(draft, 'job_id', jobId ?? textOf(draft['job_id']) ?? '')
      put(draft, 'workflow', workflow ?? textOf(draft['workflow']) ?? 'story')
      if (phasesGiven || phaseNames(draft).length === 0) declarePhases(draft, phases)
    })
  }

  function record(
    phase: string,
    status: string,
    more: { ts: string; duration_seconds?: number; predicted_seconds?: number; reason?: string },
  ): void {
    state.record({ kind: 'phase', name: phase, status, ...more })
  }

  function end(phase: string, status: EndStatus, also: (draft: Draft) => void, reason?: string): void {
    const ts = now()
    tasks.settle(phase, UNFINISHED[status])
    const seconds = pulse.end(phase)
    const predicted = forecast.takePrediction(phase)
    record(phase, status, {
      ts,
      ...(predicted === undefined ? {} : { predicted_seconds: milliseconds(predicted) }),
      ...(seconds === undefined ? {} : { duration_seconds: milliseconds(seconds) }),
      ...(reason === undefined ? {} : { reason }),
    })
    transition((draft) => {
      endPhase(draft, phase, status, ts, seconds)
      also(draft)
    })
  }

  function fail(phase: string, thrown: unknown): void {
    const { message, traceback } = describeFailure(thrown)
    end(phase, 'error', (draft) => noteError(draft, message, traceback), message)
  }

  function stamp(draft: Draft): void {
    const ts = now()
    Object.assign(draft, identity, { updated_ts: ts, story_path: folder })
    if (moved || draft['progress_ts'] === undefined) draft['progress_ts'] = ts
    moved = false
    countTasks(draft)
    if (owned) {
      for (const key of ['heartbeat_seconds', 'quiet_seconds', 'stuck_after_seconds']) delete draft[key]
      return
    }
    draft['heartbeat_seconds'] = settings.heartbeatSeconds
    draft['quiet_seconds'] = Math.round(pulse.quietSeconds())
    draft['stuck_after_seconds'] = Math.round(pulse.stuckAfterSeconds())
    for (const phase of pulse.running()) {
      // Another tracker may have ended it.
      if (statusOf(draft, phase) !== 'running') continue
      const sign = { ...identity, beat_ts: ts, heartbeat_seconds: settings.heartbeatSeconds }
      beatWriter(draft, phase, sign, Date.now())
      const times = section(section(draft, 'phase_times'), phase)
      times['elapsed_seconds'] = milliseconds(pulse.elapsedSeconds(phase))
    }
    estimate(draft)
  }

  /** Once a second is often enough for people; a burst of counts shouldn't pay for it. */
  function estimate(draft: Draft): void {
    if (performance.now() - estimatedAt < 1000 && pulse.running().length > 0) return
    estimatedAt = performance.now()
    const running = (phase: string) => (pulse.isRunning(phase) ? pulse.elapsedSeconds(phase) : undefined)
    const eta = pulse.running().length === 0 ? undefined : forecast.estimate(draft, running)
    if (eta === undefined) delete draft['eta']
    else draft['eta'] = eta
  }

  function countTasks(draft: Draft): void {
    if (countDue.size === 0) return
    for (const [type, { complete, total }] of tasks.counts(countDue)) {
      if (statusOf(draft, type) === undefined) ensurePhase(draft, type)
      put(section(draft, 'phase_progress'), type, {
        complete,
        total: Math.max(total, announced.get(type) ?? 0),
      })
    }
    countDue.clear()
  }

  function noteTask(event: TaskEvent): void {
    countDue.add(event.type)
    if (event.status === 'succeeded') forecast.taskDone(event.type, event.durationSeconds ?? 0)
    state.record({
      ts: event.ts,
      kind: 'task',
      name: event.type,
      status: event.status,
      task_id: event.id,
      ...(event.characterId === undefined ? {} : { character_id: event.characterId }),
      ...(event.durationSeconds === undefined ? {} : { duration_seconds: event.durationSeconds }),
      ...(event.reason === undefined ? {} : { reason: event.reason }),
    })
    progress('tasks', () => {})
  }

  function beat(): void {
    for (const phase of pulse.running()) {
      if (!learned.has(phase)) pulse.learn(longestRun(folder, phase) ?? 0)
      learned.add(phase)
    }
    forecast.learn(textOf(state.file.peek()['workflow']) ?? 'story')
    // Another process may share the story and have died: its work must not look alive because this one is.
    tasks.failOrphans()
    const dead = findDeadPhases(state.file.read(), Date.now())
    if (dead === undefined) {
      state.file.write()
      return
    }
    const ts = now()
    for (const phase of dead.phases) record(phase, 'error', { ts, reason: dead.message })
    state.file.now((draft) => markDead(draft, dead))
  }

  function farewell(crash: Crash | undefined): void {
    if (crash) endByCrash(crash.error)
    tasks.flush()
    leave()
    state.file.flush()
  }

  /** The phases that run have failed; between two phases the story itself has. */
  function endByCrash(thrown: unknown): void {
    const running = pulse.running()
    for (const phase of running) fail(phase, thrown)
    if (running.length > 0 || !isUnfinished()) return
    const { message, traceback } = describeFailure(thrown)
    state.file.now((draft) => noteError(draft, message, traceback))
  }

  /** A word of farewell: without it, the process was killed. */
  function leave(): void {
    if (owned || !isUnfinished()) return
    const ts = now()
    state.file.now((draft) => put(draft, 'closed_ts', ts))
  }

  /** Whether this session has written to a story that isn't complete. */
  function isUnfinished(): boolean {
    return declared && state.file.peek()['finished_ts'] === undefined
  }

  function close(): void {
    leave()
    pulse.stop()
    stopExit()
    tasks.close()
    state.file.close()
  }

  return {
    warnings,
    identity,
    pulse,
    tasks,
    read: (): Draft => state.file.read(),
    setStatus: state.setStatus,
    recordStory: (status: string, ts: string): void =>
      state.record({ ts, kind: 'story', name: settings.workflow ?? 'story', status }),
    /** A phase begins, in this process. */
    begin(phase: string): void {
      pulse.start(phase)
      // While the file still names the dead, with their heartbeats.
      tasks.failOrphans()
      tasks.reopen(phase)
    },
    /** What this tracker's tasks are when the story ends. */
    settleAll(): void {
      for (const type of tasks.activeTypes()) tasks.settle(type, UNFINISHED.done)
    },
    /** How many tasks or pieces a phase will have, as the pipeline says. */
    announce: (phase: string, total: number): void => void announced.set(phase, total),
    attempt,
    declare,
    transition,
    progress,
    record,
    end,
    fail,
    close,
  }
}

const now = () => new Date().toISOString()

const milliseconds = (seconds: number) => Math.round(seconds * 1000) / 1000

function identityKeys(ownerPid: number | undefined): Draft {
  const identity = identityOf(ownerPid)
  return {
    pid: identity.pid,
    host: identity.host,
    ...(identity.processStartedTs === undefined ? {} : { process_started_ts: identity.processStartedTs }),
    ...(identity.processStartId === undefined ? {} : { process_start_id: identity.processStartId }),
  }
}
