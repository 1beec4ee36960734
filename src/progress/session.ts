import { readProgress, textOf } from '../contract/index.ts'
import { identityOf, makeFolder, sweepOrphans } from '../files/index.ts'
import { warningsOf } from '../host/index.ts'
import { type Draft, put } from './draft.ts'
import { atExit, type Crash } from './exit.ts'
import { describeFailure } from './failure.ts'
import { forecastOf } from './forecast.ts'
import { longestRun } from './history.ts'
import { startWatchdog } from './notify/watchdog.ts'
import type { TrackerSettings } from './options.ts'
import { declarePhases } from './phase-definitions.ts'
import { findDeadPhases, markDead } from './predecessor.ts'
import { pulseOf } from './pulse.ts'
import { figuresOf } from './story-figures.ts'
import { openStoryState } from './story-state.ts'
import { openTaskList, type TaskEvent } from './task-list.ts'
import { endPhase, noteError, phaseNames } from './transitions.ts'
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
  const learned = new Set<string>()
  /** Steps count from 1; a type that is no phase of the workflow has none. */
  const steps = new Map(settings.phases.map((phase, index) => [phase.name, index + 1]))
  const forecast = forecastOf(folder)
  const openedMs = Date.now()
  let watched = settings.notify === undefined
  let declared = false

  attempt('FOLDER', () => {
    makeFolder(folder)
    sweepOrphans(folder)
  })
  // This farewell comes before the files' own: what it says last is written by them.
  const stopExit = atExit(farewell)
  const figures = figuresOf({
    folder,
    identity,
    owned,
    heartbeatSeconds: settings.heartbeatSeconds,
    pulse,
    forecast,
    counts: (types) => tasks.counts(types),
  })
  const state = openStoryState(folder, warnings, figures.stamp)
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
    figures.progressed()
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

  function noteTask(event: TaskEvent): void {
    figures.tasksChanged(event.type)
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
    const unknown = pulse.running().filter((phase) => !learned.has(phase))
    if (unknown.length > 0) pulse.learn(longestRun(folder, unknown) ?? 0)
    for (const phase of unknown) learned.add(phase)
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
    announce: figures.announce,
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
