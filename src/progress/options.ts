import { DEFAULT_HEARTBEAT_SECONDS, type PhaseDefinition } from '../contract/index.ts'
import { count, knownKeys, type OnWarning, refuse, text } from '../host/index.ts'
import { type NotifyOptions, readNotify } from './notify/options.ts'
import { definePhases, type PhaseOption } from './phase-definitions.ts'

export type ProgressTrackerOptions = {
  /** Your own name for the run. Default: the one in the file, else ''. */
  jobId?: string
  /** `story` (default), `show`, or any name of yours. */
  workflow?: string
  /** The phases in order, where they aren't the workflow's. */
  phaseNames?: readonly PhaseOption[]
  /** A sign of life at least this often while a phase runs, in seconds: above 0, at most 30. Default 5. */
  heartbeatSeconds?: number
  /** Chime at the end of phases. Default: whether the environment says `PROGRESS_SOUND=1`. */
  sound?: boolean
  /** Told of trouble with the files. Default: `process.emitWarning`. */
  onWarning?: OnWarning
  /**
   * The process whose work this is, when the tracker only writes for it (a shell script that calls the command line).
   * Such a tracker sends no heartbeat: the owner's presence is the sign of life. Default: this process.
   */
  ownerPid?: number
  /** Tasks that ended longer ago than this leave `_tasks.json` once their phase doesn't run, in seconds. Default: they stay. */
  taskRetentionSeconds?: number
  /**
   * Who is told when the story finishes (`finished`, or `failed` where a phase has failed), a phase fails (`error`), or the
   * pipeline is `stuck` or `dead`. Each place is told once an event, however many trackers name it. Default: nobody.
   */
  notify?: NotifyOptions
}

export type TrackerSettings = {
  jobId: string | undefined
  workflow: string | undefined
  phases: PhaseDefinition[]
  /** Whether the caller named the phases, by workflow or one by one. */
  phasesGiven: boolean
  heartbeatSeconds: number
  sound: boolean
  onWarning: OnWarning | undefined
  ownerPid: number | undefined
  taskRetentionSeconds: number
  notify: NotifyOptions | undefined
}

const KEYS: readonly (keyof ProgressTrackerOptions)[] = [
  'jobId',
  'workflow',
  'phaseNames',
  'heartbeatSeconds',
  'sound',
  'onWarning',
  'ownerPid',
  'taskRetentionSeconds',
  'notify',
]

/** The one place where a tracker's options are checked and filled. @throws StoryMonitorError INVALID_ARGUMENT */
export function readOptions(options: unknown): TrackerSettings {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refuse('options', 'an object', options)
  knownKeys('options', options, KEYS)
  const given: { [key: string]: unknown } = { ...options }
  const workflow = given['workflow'] === undefined ? undefined : text('workflow', given['workflow'])
  return {
    jobId: given['jobId'] === undefined ? undefined : text('jobId', given['jobId']),
    workflow,
    phases: definePhases(workflow ?? 'story', given['phaseNames']),
    phasesGiven: given['phaseNames'] !== undefined || workflow !== undefined,
    heartbeatSeconds: readHeartbeat(given['heartbeatSeconds']),
    sound: readSound(given['sound']),
    onWarning: readListener(given['onWarning']),
    ownerPid: readPid(given['ownerPid']),
    taskRetentionSeconds: readRetention(given['taskRetentionSeconds']),
    notify: readNotify(given['notify']),
  }
}

function readHeartbeat(value: unknown): number {
  if (value === undefined) return DEFAULT_HEARTBEAT_SECONDS
  if (typeof value !== 'number' || !(value > 0 && value <= 30)) {
    throw refuse('heartbeatSeconds', 'a number above 0 and at most 30', value)
  }
  return value
}

function readRetention(value: unknown): number {
  return value === undefined ? Number.POSITIVE_INFINITY : count('taskRetentionSeconds', value)
}

function readSound(value: unknown): boolean {
  if (value === undefined) return process.env['PROGRESS_SOUND'] === '1'
  if (typeof value !== 'boolean') throw refuse('sound', 'true or false', value)
  return value
}

function readListener(value: unknown): OnWarning | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'function') throw refuse('onWarning', 'a function', value)
  return (warning) => value(warning)
}

function readPid(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) {
    throw refuse('ownerPid', 'a process id', value)
  }
  return value
}
