import { resolve } from 'node:path'
import {
  type EtaView,
  etaAt,
  fractionOf,
  given,
  phaseEtaSeconds,
  phaseSeconds,
} from '../../contract/index.ts'
import { lastFailedDelivery, readStory } from '../../progress/index.ts'
import { refuseLongRun } from '../long-run.ts'
import { quietJson } from '../screen/quiet-json.ts'
import { type Picture, percentOfStory, STATE_WORDS, stepsOf, storyLines } from '../screen/story-lines.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

const MAX_PHASES = 40

/**
 * Says once how far a story is, or how each story of a folder of stories is. The exit code is 1 only where a file can't be
 * read.
 */
export async function status(
  folder: string,
  options: { json?: boolean },
  terminal: Terminal,
): Promise<number> {
  refuseLongRun(existingFolder(folder), 'status')
  const reading = readStory(folder)
  if (reading.progress === undefined && reading.problem === undefined) {
    // The server knows what a folder of stories is; whoever asks for one story doesn't wait for it to load.
    const { storiesIn } = await import('../../server/index.ts')
    const names = storiesIn(folder)
    if (names.length > 0) {
      return (await import('./status-list.ts')).statusOfStories(folder, names, options, terminal)
    }
  }
  const problem = reading.problem ?? reading.tasksProblem
  const picture = {
    folder,
    ...reading,
    nowMs: Date.now(),
    ...given('undelivered', lastFailedDelivery(folder, reading.progress?.startedMs ?? 0)),
    ...(problem === undefined ? {} : { problem }),
  }
  if (options.json === true) {
    terminal.out(quietJson(statusData(picture, reading.writer)))
  } else {
    // Only a terminal has an edge: what reads from a pipe gets its lines whole.
    const columns = terminal.screen?.columns ?? Number.POSITIVE_INFINITY
    const look = { colour: terminal.colour, columns, maxPhases: MAX_PHASES }
    for (const line of storyLines(picture, look)) terminal.out(line)
  }
  return problem === undefined ? 0 : 1
}

const isoOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString()

function statusData(picture: Picture, writer: string) {
  const { folder, progress, liveness, problem, nowMs } = picture
  const moves = liveness.state === 'alive' || liveness.state === 'stuck'
  const etaKeys = (eta: EtaView | undefined) => {
    if (eta === undefined || !moves) return undefined
    const left = etaAt(eta, progress?.updatedMs, nowMs)
    if (left === undefined) return undefined
    const { seconds, lowSeconds, highSeconds } = left
    return { seconds, low_seconds: lowSeconds, high_seconds: highSeconds }
  }
  return {
    folder: resolve(folder),
    state: liveness.state,
    reason: liveness.reason,
    writer,
    job_id: progress?.jobId,
    workflow: progress?.workflow,
    percent: progress && percentOfStory(picture),
    eta: etaKeys(progress?.eta),
    eta_past_error: progress?.pastEtaError,
    started_ts: isoOf(progress?.startedMs),
    updated_ts: isoOf(progress?.updatedMs),
    finished_ts: isoOf(progress?.finishedMs),
    current_step: progress?.currentStep,
    pid: progress?.pid,
    error: progress?.error,
    problem,
    failed_delivery: picture.undelivered && {
      event: picture.undelivered.event,
      by: picture.undelivered.by,
      detail: picture.undelivered.detail,
      at: isoOf(picture.undelivered.atMs),
    },
    phases:
      progress &&
      stepsOf(picture).map(({ phase, state, tasks, counts, error }) => ({
        name: phase.name,
        label: phase.label,
        status: tasks.length === 0 && state !== 'stopped' ? phase.status : STATE_WORDS[state],
        percent: Math.floor(fractionOf(phase) * 100),
        complete: phase.complete,
        total: phase.total,
        tasks:
          tasks.length === 0
            ? undefined
            : {
                total: counts.total,
                active: counts.active,
                succeeded: counts.succeeded,
                failed: counts.failed,
              },
        error,
        duration_seconds: phaseSeconds(phase, progress, nowMs),
        eta_seconds: phaseEtaSeconds(phase, progress, nowMs),
        eta: phase.status === 'running' ? etaKeys(phase.eta) : undefined,
        skip_reason: phase.skipReason,
      })),
  }
}
