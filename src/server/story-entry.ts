import { targetOf } from '../http/index.ts'
import type { Summary } from './story-summary.ts'

const LISTED_REASONS = 3

/** One entry of `_stories.json`. The progress is put in as it stands: ten thousand nested lists would not stringify. */
export function entryText(summary: Summary, withProgress: boolean): string {
  const head = JSON.stringify({
    name: summary.name,
    ...wayTo(summary.name),
    title: summary.title,
    workflow: summary.view?.workflow ?? 'story',
    writer: summary.writer,
    active_tasks: summary.activeTasks,
    failed_tasks: summary.failedTasks,
    succeeded_tasks: summary.tasks.succeeded,
    total_tasks: summary.tasks.total,
    ...(summary.fraction === undefined ? {} : { fraction: Math.round(summary.fraction * 1e6) / 1e6 }),
    ...(Object.keys(summary.steps).length === 0 ? {} : { steps: summary.steps }),
    ...(Object.keys(summary.stepErrors).length === 0 ? {} : { step_errors: summary.stepErrors }),
    has_skeleton: summary.hasSkeleton,
    ...runEntry(summary),
    ...unreadEntry(summary),
    updated_ts: new Date(summary.updatedMs).toISOString(),
  })
  return `${head.slice(0, -1)},"progress":${withProgress ? summary.progress : '{}'}}`
}

const CLOSED =
  'No address can name this folder: its name holds a backslash, or what reads as an encoded slash, dot or percent sign. Rename it, and it opens'

/** The gate refuses addresses that could be read in two ways, and a folder's name can be such a one. */
function wayTo(name: string): { href: string } | { closed: string } {
  const href = `${encodeURIComponent(name)}/`
  try {
    targetOf(`/${href}`)
    return { href }
  } catch {
    return { closed: CLOSED }
  }
}

/** What the list says of a production run, in the words of LIVE_STATUS.json. */
function runEntry({ run, runWriter }: Summary): object {
  if (run === undefined) return {}
  const { segments, health, pause, timing } = run
  return {
    run: {
      status: run.status,
      ...(run.endReason === undefined ? {} : { end_reason: run.endReason }),
      ...(run.updatedMs === undefined ? {} : { updated_at: new Date(run.updatedMs).toISOString() }),
      segments,
      ...currentEntry(run),
      progress_percent: run.progressPercent,
      timing: {
        eta_seconds: timing.etaSeconds,
        eta_low_seconds: timing.etaLowSeconds,
        eta_high_seconds: timing.etaHighSeconds,
      },
      health: { state: health.state, reasons: health.reasons.slice(0, LISTED_REASONS) },
      ...(pause === undefined ? {} : { pause: { reason: pause.reason } }),
    },
    run_writer: runWriter,
  }
}

/** The segment in hand: a process that is gone died in it. */
function currentEntry({ currentSegment: current }: NonNullable<Summary['run']>): object {
  if (current === undefined) return {}
  const { id, index, attempt, crashes } = current
  return { current_segment: { id, index, attempt, crashes } }
}

/** The files that can't be read, and since when: what is shown of them is from before. */
function unreadEntry({ troubles }: Summary): object {
  if (troubles.length === 0) return {}
  return {
    unread: troubles.map(({ file, sinceMs }) => ({ file, since_ts: new Date(sinceMs).toISOString() })),
  }
}
