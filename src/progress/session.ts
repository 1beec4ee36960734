import { realpathSync } from 'node:fs'
import { readProgress, textOf, timeOf } from '../contract/index.ts'
import { identityOf, makeFolder, sweepOrphans } from '../files/index.ts'
import { warningsOf } from '../host/index.ts'
import { type Draft, put } from './draft.ts'
import { atExit, type Crash } from './exit.ts'
import { describeFailure } from './failure.ts'
import { forecastOf } from './forecast.ts'
import { longestRun, type Transition } from './history.ts'
import { lastSignsOf } from './last-signs.ts'
import { deliveriesHeard } from './notify/heard.ts'
import { startWatchdog } from './notify/watchdog.ts'
import { now } from './now.ts'
import type { TrackerSettings } from './options.ts'
import { declarePhases } from './phase-definitions.ts'
import { type Ending, leavePhase, leaveStory, type Outcome } from './phase-end.ts'
import { findDeadPhases, markDead } from './predecessor.ts'
import { pulseOf } from './pulse.ts'
import { shiftsOf } from './shifts.ts'
import { slipOfThePen } from './slip-of-the-pen.ts'
import { figuresOf } from './story-figures.ts'
import { openStoryState } from './story-state.ts'
import { openTaskList, type TaskEvent } from './task-list.ts'
import { noteError, phaseNames, runningPhases } from './transitions.ts'
import { taskWriterIsGone } from './writers.ts'

/** What is said of a task that was still active when its phase ended. */
const UNFINISHED: { [Status in Ending['status']]: string } = {
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
  const hearOfDeliveries =
    settings.notify === undefined ? () => {} : deliveriesHeard(folder, openedMs, warnings)

  attempt('FOLDER', () => {
    makeFolder(folder)
    sweepOrphans(folder)
  })
  const shifts = shiftsOf(`${realFolder(folder)} of ${settings.ownerPid ?? process.pid}`, pulse.running)
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
    runsElsewhere: shifts.runsElsewhere,
    oldestActiveSeconds: (type) => tasks.oldestActiveSeconds(type),
  })
  const lastSigns = lastSignsOf(identity)
  const state = openStoryState(folder, warnings, (draft) => {
    lastSigns.note(draft)
    figures.stamp(draft)
  })
  const tasks = openTaskList({
    folder,
    warnings,
    writer: identity,
    writerIsGone: () =>
      taskWriterIsGone(
        readProgress(state.file.read())?.phaseWriters.map(({ writer }) => writer) ?? [],
        Date.now(),
      ),
    isRunning: () => {
      const running: readonly unknown[] = runningPhases(state.file.read())
      return (type) => running.includes(type)
    },
    lastSigns: () => lastSigns.read(state.file.read()),
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
    hearOfDeliveries()
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

  /** A phase that is none of the story's is added to it. Where another is called nearly the same, that was meant. */
  function noteName(phase: string): void {
    if (steps.has(phase)) return
    const inFile = phaseNames(state.file.peek())
    const known = inFile.length > 0 ? inFile : [...steps.keys()]
    if (known.includes(phase)) return
    const slip = slipOfThePen(phase, known)
    if (slip !== undefined) warnings.begin(`NAME ${phase}`, slip)
  }

  function record(
    phase: string,
    status: string,
    more: { ts: string; reason?: string; death?: string },
  ): void {
    state.record({ kind: 'phase', name: phase, status, ...more })
  }

  /** @returns what the phase ended as; undefined where others are still at work on it */
  function end(
    phase: string,
    ending: Ending,
    also: (draft: Draft) => void = () => {},
  ): Outcome['status'] | undefined {
    noteName(phase)
    const ts = now()
    const isShared = shifts.isOpen(phase)
    const goesOnHere = shifts.isOpenHere(phase)
    if (!goesOnHere) tasks.settle(phase, UNFINISHED[ending.status])
    // What they ended as is on disk before anybody else looks at it.
    tasks.flush()
    const seconds = goesOnHere ? undefined : pulse.end(phase)
    const predicted = isShared ? undefined : forecast.takePrediction(phase)
    if (!isShared) figures.ended(phase)
    let outcome: Outcome | undefined
    state.recordOutcome(() =>
      outcome === undefined ? [] : [phaseLine(phase, ts, outcome, seconds, predicted)],
    )
    transition((draft) => {
      const tasksFailure = () => tasks.failures(phase, timeOf(draft['started_ts']))
      outcome = leavePhase(draft, phase, { ending, writer: identity, ts, seconds, isShared, tasksFailure })
      also(draft)
    })
    if (outcome !== undefined) tasks.phaseEnded(phase)
    return outcome?.status
  }

  function fail(phase: string, thrown: unknown, ofTasks = false): void {
    end(phase, { status: 'error', failure: describeFailure(thrown), ofTasks })
  }

  /** Phases that a dead process left running have failed, before anything else is done with them. */
  function buryDead(ts: string): { message: string; mark: (draft: Draft) => void } | undefined {
    if (findDeadPhases(state.file.read(), Date.now()) === undefined) return undefined
    // It may have ended its phases and gone between the two looks: gone, it writes no more.
    const dead = findDeadPhases(state.file.read(), Date.now())
    if (dead === undefined) return undefined
    for (const phase of dead.phases) record(phase, 'error', { ts, reason: dead.message, death: dead.death })
    return { message: dead.message, mark: (draft) => markDead(draft, dead) }
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
    hearOfDeliveries()
    const unknown = pulse.running().filter((phase) => !learned.has(phase))
    if (unknown.length > 0) pulse.learn(longestRun(folder, unknown) ?? 0)
    for (const phase of unknown) learned.add(phase)
    forecast.learn(textOf(state.file.peek()['workflow']) ?? 'story')
    // Another process may share the story and have died: its work must not look alive because this one is.
    tasks.failOrphans()
    const dead = buryDead(now())
    if (dead === undefined) state.file.write()
    else state.file.now(dead.mark)
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
    // Its calls end with the process, whatever they still wait for.
    shifts.close()
    for (const phase of running) fail(phase, thrown)
    if (running.length > 0 || !isUnfinished()) return
    const { message, traceback } = describeFailure(thrown)
    state.file.now((draft) => noteError(draft, message, traceback))
  }

  /** A word of farewell: without it, the process was killed. While somebody else is at work it ends nothing. */
  function leave(): void {
    shifts.close()
    if (owned || !isUnfinished()) return
    const ts = now()
    figures.leave()
    state.file.now((draft) => leaveStory(draft, identity, ts, shifts.runsElsewhere))
  }

  /** Whether this session has written to a story that isn't complete. */
  function isUnfinished(): boolean {
    return declared && state.file.peek()['finished_ts'] === undefined
  }

  function close(): void {
    leave()
    hearOfDeliveries()
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
    /** Lines that are known once the change that goes with them has been made. */
    recordOutcome: state.recordOutcome,
    storyLine: (status: string, ts: string): Transition => ({
      ts,
      kind: 'story',
      name: settings.workflow ?? 'story',
      status,
    }),
    buryDead,
    /** A phase begins, in this process. */
    begin(phase: string): void {
      noteName(phase)
      // While the file still names the dead, with their heartbeats: ours would hide them.
      tasks.failOrphans()
      tasks.reopen(phase)
      pulse.start(phase, shifts.sinceMs(phase))
    },
    /** What this tracker's tasks are when the story ends, but for those that a call still works on. */
    settleAll(): void {
      for (const type of tasks.activeTypes())
        if (!shifts.isOpenHere(type)) tasks.settle(type, UNFINISHED.done)
    },
    announce(phase: string, total: number): void {
      noteName(phase)
      figures.announce(phase, total)
    },
    shifts,
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

function phaseLine(
  name: string,
  ts: string,
  { status, reason }: Outcome,
  seconds: number | undefined,
  predicted: number | undefined,
): Transition {
  return {
    ts,
    kind: 'phase',
    name,
    status,
    ...(predicted === undefined ? {} : { predicted_seconds: milliseconds(predicted) }),
    ...(seconds === undefined ? {} : { duration_seconds: milliseconds(seconds) }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Two trackers may name the same folder differently. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    return folder
  }
}

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
