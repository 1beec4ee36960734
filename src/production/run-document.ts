import type { RunStatus } from '../contract/index.ts'
import type { Judgement } from './criteria.ts'
import type { Figures } from './figures.ts'
import type { Run } from './run.ts'
import { type PauseState, statusDocument } from './status-document.ts'

/** What a run keeps to itself and still tells. */
export type Inside = {
  figures: Figures
  status: RunStatus
  /** Why it ended, or that it is stopping and how long that takes. */
  endReason: string | undefined
  pause: PauseState | undefined
  /** What the disk refuses, where it does. */
  trouble: string | undefined
}

/** LIVE_STATUS.json as a run stands now. */
export function documentOf(run: Run, { figures, status, endReason, pause, trouble }: Inside) {
  const elapsedSeconds = run.watch.seconds
  const criteria = run.judgements()
  return statusDocument({
    ...figures.look({
      tally: run.tally,
      consecutiveFailures: run.consecutiveFailures,
      maxConsecutiveFailures: run.settings.maxConsecutiveFailures,
      currentSeconds: run.current === undefined ? undefined : elapsedSeconds - run.current.sinceSeconds,
      trouble,
      stopped: stoppedBy(status, endReason, criteria),
    }),
    // One that stops waits for nobody, whatever lies in its folder.
    status: status === 'running' && pause !== undefined && endReason === undefined ? 'paused' : status,
    folder: run.folder,
    endReason,
    glance: figures.glance,
    runId: run.runId,
    startedAt: run.startedAt,
    current: run.current,
    nextAttempt: run.nextAttempt,
    tally: run.tally,
    heldFailures: run.heldFailures,
    unreadableLines: run.unreadableLines,
    elapsedSeconds,
    eta: status === 'running' && run.tally.total !== 0 ? figures.eta(run.tally.remaining) : undefined,
    etaErrorShare: figures.errorShare,
    consecutiveFailures: run.consecutiveFailures,
    criteria,
    pause,
    lastError: run.lastError,
  })
}

/** Why the run ended by itself: nobody stopped it, and it is not through. */
function stoppedBy(
  status: RunStatus,
  endReason: string | undefined,
  criteria: readonly Judgement[],
): string | undefined {
  const byCriterion = status === 'aborted' && criteria.some(({ abort }) => abort !== undefined)
  return status === 'failed' || byCriterion ? endReason : undefined
}
