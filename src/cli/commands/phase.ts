import { join, resolve } from 'node:path'
import { PROGRESS_JSON_FILENAME, type ProgressView, phasesOf } from '../../contract/index.ts'
import { StoryMonitorError } from '../../errors.ts'
import { identityOf, isFolder, processPresence } from '../../files/index.ts'
import { clean, type HostWarning, nearest } from '../../host/index.ts'
import { ProgressTracker, type ProgressTrackerOptions, readPhases } from '../../progress/index.ts'
import { pipelineProcess } from '../pipeline-process.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError, wholeNumber } from '../usage.ts'

/** One change of a story, as the command line names it. */
export type PhaseAction =
  | { kind: 'start'; name: string; step?: string; phases?: string; workflow?: string; jobId?: string }
  | { kind: 'step'; text: string }
  | { kind: 'progress'; name: string; complete: string; total: string }
  | { kind: 'finish'; name: string }
  | { kind: 'skip'; name: string; reason: string }
  | { kind: 'error'; name: string; message: string }
  | { kind: 'complete' }

const MAX_PID = 4_194_304

/**
 * Makes one change of a story. Each call is a process of its own, so what it writes down as the writer is the caller:
 * when the calling script ends or is killed, its phases are seen to be dead.
 */
export function changePhase(
  folder: string,
  action: PhaseAction,
  options: { owner?: string },
  terminal: Terminal,
): number {
  // A file in the folder's place is told here, before a lock beside it is tried.
  isFolder(folder)
  const ownerPid = ownerOf(options.owner, terminal)
  if ('name' in action && action.name.trim() === '') {
    throw new UsageError(
      `The name of the phase is empty; type: story-monitor phase ${action.kind} ${folder} reddit`,
    )
  }
  const { progress, problem } = readPhases(folder)
  if (problem !== undefined) throw new StoryMonitorError('MALFORMED', `${problem} Move it away, or mend it.`)
  checkPhase(folder, action, progress)
  const troubles: HostWarning[] = []
  const tracker = new ProgressTracker(folder, {
    ...storyOptions(action, progress),
    ownerPid,
    onWarning: (warning) => troubles.push(warning),
  })
  try {
    apply(tracker, action)
  } finally {
    tracker.close()
  }
  for (const { message } of troubles) terminal.err(clean(message))
  // A dead predecessor is news, not a failure; everything else means that the change is not on disk.
  return troubles.every(({ code }) => code === 'PREDECESSOR_DIED') ? 0 : 1
}

function apply(tracker: ProgressTracker, action: PhaseAction): void {
  if (action.kind === 'start') {
    tracker.ensureViewer()
    tracker.start(action.name, action.step === undefined ? {} : { step: action.step })
  } else if (action.kind === 'step') tracker.step(action.text)
  else if (action.kind === 'progress') {
    const [complete, total] = [countFrom('<complete>', action.complete), countFrom('<total>', action.total)]
    tracker.setPhaseProgress(action.name, complete, total)
  } else if (action.kind === 'finish') tracker.finish(action.name)
  else if (action.kind === 'skip') tracker.skip(action.name, action.reason)
  else if (action.kind === 'error') tracker.error(action.name, action.message)
  else tracker.complete()
}

const countFrom = (name: string, word: string): number => wholeNumber(name, word, Number.MAX_SAFE_INTEGER)

function ownerOf(owner: string | undefined, terminal: Terminal): number {
  if (owner === undefined) {
    const pid = pipelineProcess(terminal.callerPid)
    if (pid !== undefined) return pid
    throw new UsageError(
      'The script that called this has gone; name the process whose work it is: --owner $$',
    )
  }
  const pid = wholeNumber('--owner', owner, MAX_PID)
  if (pid === 0) throw new UsageError('--owner has to be the id of a process, such as $$, not 0.')
  if (processPresence(identityOf(pid)) !== 'gone') return pid
  throw new UsageError(`There is no process ${pid}; --owner names the one whose work it is, such as $$.`)
}

/** What a new story needs to know; one that is there keeps what it has, unless the caller says otherwise. */
function storyOptions(action: PhaseAction, progress: ProgressView | undefined): ProgressTrackerOptions {
  if (action.kind !== 'start') return {}
  const { name, phases, workflow, jobId } = action
  const own = phases === undefined ? undefined : namesFrom(phases)
  const known = phasesOf(workflow ?? 'story').some((phase) => phase.name === name)
  const phaseNames = own ?? (progress === undefined && !known ? [name] : undefined)
  return {
    ...(phaseNames === undefined ? {} : { phaseNames }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(jobId === undefined ? {} : { jobId }),
  }
}

const namesFrom = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

/** A mistyped phase must not become a phase of its own. */
function checkPhase(folder: string, action: PhaseAction, progress: ProgressView | undefined): void {
  if (action.kind !== 'start' && progress === undefined) {
    const name = 'name' in action ? action.name : 'reddit'
    throw new UsageError(
      `There is no story in ${resolve(folder)} yet; begin with: story-monitor phase start ${folder} ${name}`,
    )
  }
  if (!('name' in action)) return
  const given = action.kind === 'start' && action.phases !== undefined ? namesFrom(action.phases) : undefined
  const known = given ?? progress?.phases.map((phase) => phase.name)
  if (known === undefined || known.includes(action.name)) return
  const near = nearest(action.name, known)
  const advice =
    near === undefined
      ? `to have others, begin with --phases ${[...known.slice(0, 8), action.name].join(',')}`
      : `did you mean ${near}?`
  const where = given === undefined ? join(folder, PROGRESS_JSON_FILENAME) : '--phases'
  throw new UsageError(
    `There is no phase "${action.name}" in ${where} (${known.slice(0, 8).join(', ')}); ${advice}`,
  )
}
