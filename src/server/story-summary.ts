import {
  LIVE_STATUS_FILENAME,
  type LiveStatusView,
  ownValue,
  type PhaseState,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  progressOfTasks,
  readLiveStatus,
  readProgress,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
  type TaskCounts,
  type TaskSummary,
  textOf,
  VIEWER_HTML_FILENAME,
} from '../contract/index.ts'
import { type ProcessPresence, type Stamp, stampOf } from '../files/index.ts'
import { writerPresence } from '../progress/index.ts'
import { hasViewer } from './folder-kind.ts'
import { listedFiles, type Trouble } from './listed-files.ts'
import { listedErrors, listedFraction, listedSteps, listedTasks, settled } from './listed-tasks.ts'
import type { StateFiles } from './state-files.ts'
import { runPresence } from './writer-presence.ts'

/** What the list says about one story. `progress` is the text of its file, known to be a JSON object. */
export type Summary = Moving & {
  name: string
  title: string
  progress: string
  view: ProgressView | undefined
  tasks: Pick<TaskCounts, 'succeeded' | 'total'>
  /** The states of the phases that have tasks, by their names. */
  steps: { [phase: string]: PhaseState }
  /** Why those failed that only their tasks call failed. */
  stepErrors: { [phase: string]: string }
  /** How far the whole is, 0 to 1; undefined where nothing can be read. */
  fraction: number | undefined
  run: LiveStatusView | undefined
  /** What could not be read. */
  troubles: Trouble[]
}

/** What can change while the contents of the files stay as they are. */
type Moving = {
  activeTasks: number
  failedTasks: number
  writer: ProcessPresence
  runWriter: ProcessPresence
  hasSkeleton: boolean
  updatedMs: number
}

const decoder = new TextDecoder()

/**
 * Reads one story for the list, again and again.
 *
 * @returns the very same summary as before where nothing changed; undefined while the folder holds no story
 */
export function summaryOf(root: string, name: string, files: StateFiles): () => Summary | undefined {
  const good = { progress: '{}', view: emptyView(), title: '', tasks: listedTasks({}, name), run: emptyRun() }
  const { read, troubles, takeChange } = listedFiles(name, files)
  let last: Summary | undefined
  let isWritten = false

  const look = (stamps: Stamps) => {
    read(PROGRESS_JSON_FILENAME, stamps.progress, (value, bytes) => {
      const view = readProgress(value)
      if (view === undefined) throw new Error(`${name}/${PROGRESS_JSON_FILENAME} is not a JSON object.`)
      good.view = view
      good.progress = decoder.decode(bytes)
      isWritten = true
    })
    read(SKELETON_JSON_FILENAME, stamps.skeleton, (value) => {
      good.title = textOf(ownValue(value, 'title')) ?? good.title
    })
    read(TASKS_JSON_FILENAME, stamps.tasks, (value) => {
      good.tasks = listedTasks(value, `${name}/${TASKS_JSON_FILENAME}`)
      if (isWritten || stamps.progress !== undefined) return
      // A folder that has only tasks is a story all the same.
      const made = progressOfTasks(good.tasks)
      good.view = readProgress(made)
      good.progress = JSON.stringify(made ?? {})
    })
    read(LIVE_STATUS_FILENAME, stamps.run, (value) => {
      good.run = readLiveStatus(value)
    })
  }

  const movingOf = (stamps: Stamps, now: TaskSummary): Moving => ({
    activeTasks: now.counts.active,
    failedTasks: now.counts.failed,
    writer: good.view === undefined ? 'unknown' : writerPresence(good.view),
    runWriter: good.run === undefined ? 'unknown' : runPresence(good.run),
    hasSkeleton: stamps.skeleton !== undefined,
    updatedMs: updatedOf(good.view, good.run, past(good.tasks)) ?? newestOf(root, name, stamps),
  })

  return () => {
    const stamps = stampsOf(root, name)
    const isBegun = Object.values(stamps).some((stamp) => stamp !== undefined)
    if (!isBegun && !hasViewer(`${root}/${name}`)) return undefined
    look(stamps)
    const now = settled(good.tasks, good.view)
    const moving = movingOf(stamps, now)
    const hasChanged = takeChange()
    if (last !== undefined && !hasChanged && isSame(last, moving)) return last
    const title = good.title || good.view?.jobId || name
    const fraction = good.view && listedFraction(good.tasks, good.view)
    const steps = good.view ? listedSteps(now, good.view) : {}
    const stepErrors = good.view ? listedErrors(now, good.view) : {}
    const tasks = good.tasks.counts
    last = { name, ...good, ...moving, title, fraction, tasks, steps, stepErrors, troubles: troubles() }
    return last
  }
}

const emptyView = (): ProgressView | undefined => undefined
const emptyRun = (): LiveStatusView | undefined => undefined

type Stamps = { [File in 'progress' | 'skeleton' | 'tasks' | 'run']: Stamp | undefined }

const stampsOf = (root: string, name: string): Stamps => ({
  progress: stampOf(`${root}/${name}/${PROGRESS_JSON_FILENAME}`),
  skeleton: stampOf(`${root}/${name}/${SKELETON_JSON_FILENAME}`),
  tasks: stampOf(`${root}/${name}/${TASKS_JSON_FILENAME}`),
  run: stampOf(`${root}/${name}/${LIVE_STATUS_FILENAME}`),
})

const isSame = (one: Moving, other: Moving): boolean =>
  one.activeTasks === other.activeTasks &&
  one.failedTasks === other.failedTasks &&
  one.writer === other.writer &&
  one.runWriter === other.runWriter &&
  one.hasSkeleton === other.hasSkeleton &&
  one.updatedMs === other.updatedMs

const CLOCK_SKEW_MS = 60_000

/** The times of single tasks come from anywhere: one that is still to come is no sign of life. */
const past = ({ updatedMs = 0 }: TaskSummary) => ({
  updatedMs: updatedMs > 0 && updatedMs < Date.now() + CLOCK_SKEW_MS ? updatedMs : undefined,
})

/** The latest of them: a story may be resting while its production runs, and its tasks are in a file of their own. */
function updatedOf(
  ...signs: readonly ({ updatedMs?: number | undefined } | undefined)[]
): number | undefined {
  const times = signs.map((sign) => sign?.updatedMs).filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}

function newestOf(root: string, name: string, stamps: Stamps): number {
  const viewer = stampOf(`${root}/${name}/${VIEWER_HTML_FILENAME}`)
  const times = [...Object.values(stamps), viewer].map((stamp) => (stamp?.mtimeNs ?? 0n) / 1_000_000n)
  return Math.max(...times.map(Number))
}
