import {
  countTasks,
  LIVE_STATUS_FILENAME,
  type LiveStatusView,
  ownValue,
  PROGRESS_JSON_FILENAME,
  type ProgressView,
  readLiveStatus,
  readProgress,
  readTasks,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
  type TaskCounts,
  textOf,
  VIEWER_HTML_FILENAME,
} from '../contract/index.ts'
import { parseJson, stampOf } from '../files/index.ts'
import { writerPresence } from '../progress/index.ts'
import type { StateFile, StateFiles } from './state-files.ts'
import { runPresence } from './writer-presence.ts'

/** What the list says about one story. `progress` is the text of its file, known to be a JSON object. */
export type Summary = {
  name: string
  title: string
  progress: string
  view: ProgressView | undefined
  tasks: TaskCounts
  run: LiveStatusView | undefined
  hasSkeleton: boolean
  updatedMs: number
  /** What could not be read, in words. */
  problems: string[]
}

/** The list is asked for every two seconds: bigger files are for the story's own page. */
const MAX_LISTED_BYTES = 1024 * 1024
const decoder = new TextDecoder()

/** Reads one story for the list, again and again: what did not change is not parsed again. */
export function summaryOf(root: string, name: string, files: StateFiles): () => Summary {
  const good = { progress: '{}', view: emptyView(), title: '', tasks: countTasks([]), run: emptyRun() }
  const seen = new Map<string, StateFile | undefined>()
  const complaints = new Map<string, string>()

  const parse = (file: string, use: (value: unknown, bytes: Uint8Array) => void) => {
    try {
      const now = readListed(root, `${name}/${file}`, files)
      if (now === seen.get(file)) return
      seen.set(file, now)
      complaints.delete(file)
      if (now !== undefined) use(parseJson(now.bytes, `${name}/${file}`), now.bytes)
    } catch (error) {
      // The last good state stays, with the reason beside it.
      complaints.set(file, error instanceof Error ? error.message : String(error))
    }
  }

  return () => {
    parse(PROGRESS_JSON_FILENAME, (value, bytes) => {
      const view = readProgress(value)
      if (view === undefined) throw new Error(`${name}/${PROGRESS_JSON_FILENAME} is not a JSON object.`)
      good.view = view
      good.progress = decoder.decode(bytes)
    })
    parse(SKELETON_JSON_FILENAME, (value) => {
      good.title = textOf(ownValue(value, 'title')) ?? good.title
    })
    parse(TASKS_JSON_FILENAME, (value) => {
      good.tasks = countTasks(readTasks(value) ?? [])
    })
    parse(LIVE_STATUS_FILENAME, (value) => {
      good.run = readLiveStatus(value)
    })
    return {
      name,
      title: good.title || good.view?.jobId || name,
      progress: good.progress,
      view: good.view,
      tasks: good.tasks,
      run: good.run,
      hasSkeleton: stampOf(`${root}/${name}/${SKELETON_JSON_FILENAME}`) !== undefined,
      updatedMs: updatedOf(good.view, good.run) ?? newestOf(root, name),
      problems: [...complaints.values()],
    }
  }
}

const emptyView = (): ProgressView | undefined => undefined
const emptyRun = (): LiveStatusView | undefined => undefined

/** The later of the two: a story may be resting while its production runs. */
function updatedOf(view: ProgressView | undefined, run: LiveStatusView | undefined): number | undefined {
  const times = [view?.updatedMs, run?.updatedMs].filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}

function readListed(root: string, path: string, files: StateFiles): StateFile | undefined {
  const stamp = stampOf(`${root}/${path}`)
  if (stamp === undefined) return undefined
  if (stamp.size <= BigInt(MAX_LISTED_BYTES)) return files.read(path)
  // A long skeleton is normal, and its title was read while it was short.
  if (path.endsWith(SKELETON_JSON_FILENAME)) return undefined
  throw new Error(`${path} is too long for the list (${stamp.size} bytes); open the story itself.`)
}

function newestOf(root: string, name: string): number {
  const times = [
    PROGRESS_JSON_FILENAME,
    SKELETON_JSON_FILENAME,
    TASKS_JSON_FILENAME,
    LIVE_STATUS_FILENAME,
    VIEWER_HTML_FILENAME,
  ].map((file) => Number((stampOf(`${root}/${name}/${file}`)?.mtimeNs ?? 0n) / 1_000_000n))
  return Math.max(...times)
}

const LISTED_REASONS = 3

/** What the list says of a production run, in the words of LIVE_STATUS.json. */
function runEntry(run: LiveStatusView | undefined): object {
  if (run === undefined) return {}
  const { segments, health, pause, timing } = run
  return {
    run: {
      status: run.status,
      ...(run.endReason === undefined ? {} : { end_reason: run.endReason }),
      ...(run.updatedMs === undefined ? {} : { updated_at: new Date(run.updatedMs).toISOString() }),
      segments,
      progress_percent: run.progressPercent,
      timing: {
        eta_seconds: timing.etaSeconds,
        eta_low_seconds: timing.etaLowSeconds,
        eta_high_seconds: timing.etaHighSeconds,
      },
      health: { state: health.state, reasons: health.reasons.slice(0, LISTED_REASONS) },
      ...(pause === undefined ? {} : { pause: { reason: pause.reason } }),
    },
    run_writer: runPresence(run),
  }
}

/** One entry of `_stories.json`. The progress is put in as it stands: ten thousand nested lists would not stringify. */
export function entryText(summary: Summary, withProgress: boolean): string {
  const head = JSON.stringify({
    name: summary.name,
    href: `${encodeURIComponent(summary.name)}/`,
    title: summary.title,
    workflow: summary.view?.workflow ?? 'story',
    writer: summary.view ? writerPresence(summary.view) : 'unknown',
    active_tasks: summary.tasks.active,
    failed_tasks: summary.tasks.failed,
    succeeded_tasks: summary.tasks.succeeded,
    total_tasks: summary.tasks.total,
    has_skeleton: summary.hasSkeleton,
    ...runEntry(summary.run),
    updated_ts: new Date(summary.updatedMs).toISOString(),
  })
  return `${head.slice(0, -1)},"progress":${withProgress ? summary.progress : '{}'}}`
}
