import {
  durationInWords,
  type LiveStatusView,
  type Observation,
  SILENT_AFTER_SECONDS,
} from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { clockTime } from '../judge/words.ts'
import { troubleWords } from '../source/file-state.ts'
import { type StoryState, viewOf } from '../source/state.ts'
import type { Witness } from '../source/witness.ts'

/** A run promises a sign of life each 5 s; after twelve that did not come, nobody is taken to be there. */
const SILENT_MS = 60_000

/** Judges the run beside this page now; undefined where there is none. */
export function seeRun(state: StoryState, witness: Witness): Seen | undefined {
  const run = viewOf(state.run)
  if (run === undefined) return undefined
  const isOpen = run.status === 'running' || run.status === 'paused'
  const { connection } = state
  if (connection.kind === 'unreachable' && isOpen)
    return { state: 'unseen', reason: `the server doesn't answer since ${clockTime(connection.sinceMs)}` }
  const trouble = troubleWords(state.run)
  if (trouble !== undefined && isOpen) return { state: 'unseen', reason: trouble }
  return judgeRun(run, witness.observation(state.runWriter))
}

/**
 * How a production run is, as a page can tell it.
 *
 * @param observation the page's own view of LIVE_STATUS.json and its writer
 * @example judgeRun(run, { nowMs: Date.now(), writer: 'gone' }).state // 'dead'
 */
export function judgeRun(run: LiveStatusView, observation: Observation): Seen {
  switch (run.status) {
    case 'completed':
      return { state: 'finished', reason: finishedWords(run) }
    case 'aborted':
      return { state: 'dead', reason: run.endReason || 'the run was stopped before the end of its list' }
    case 'failed':
      return { state: 'failed', reason: run.endReason || 'the run failed' }
    case 'unknown':
      return { state: 'waiting', reason: 'its status is not a word that this page knows' }
    default:
      return judgeOpen(run, observation)
  }
}

/** True where clocks may tick: segments are made, as far as this page can see. */
export const isRunning = ({ state }: Seen): boolean => state === 'alive' || state === 'degraded'

function judgeOpen(run: LiveStatusView, observation: Observation): Seen {
  const silentMs = silenceOf(run.updatedMs, observation)
  const silent = durationInWords(silentMs / 1000)
  if (observation.writer === 'gone') {
    const who = run.writer.pid === undefined ? 'its process' : `process ${run.writer.pid}`
    return { state: 'dead', reason: `${who} is gone, ${inSegment(run)}` }
  }
  const limitMs = observation.writer === 'present' ? SILENT_AFTER_SECONDS * 1000 : SILENT_MS
  if (silentMs > limitMs) {
    // A process that is there but silent is busy or stopped: it may come back, so it is never called dead.
    const state = observation.writer === 'present' ? 'stuck' : 'dead'
    return { state, reason: `no sign of life for ${silent}, ${inSegment(run)}` }
  }
  // It stops in good order: what it still does is known, and it needs nobody.
  if (run.endReason !== undefined) return { state: 'alive', reason: run.endReason }
  if (run.status === 'paused') return { state: 'paused', reason: run.pause?.reason || 'no reason was given' }
  const { state, reasons } = run.health
  if (state === 'degraded' || state === 'critical') {
    return { state: 'degraded', reason: reasons.join('; ') || `its health is ${state}` }
  }
  return { state: 'alive', reason: 'healthy' }
}

function silenceOf(
  updatedMs: number | undefined,
  { nowMs, unchangedForMs = 0, sawChange }: Observation,
): number {
  // Having seen it change, the page trusts its monotonic clock and no wall clock at all.
  if (sawChange === true || updatedMs === undefined) return unchangedForMs
  return Math.max(nowMs - updatedMs, unchangedForMs, 0)
}

const inSegment = ({ currentSegment }: LiveStatusView): string =>
  currentSegment === undefined ? 'between two segments' : `in segment ${currentSegment.id}`

/** Each `must` that the run has missed: with one its gate is not passed. */
export const missedMusts = ({ criteria }: LiveStatusView): string[] =>
  criteria
    .filter(({ tier, state }) => tier === 'must' && (state === 'missed' || state === 'unreachable'))
    .map(({ name }) => name)

function finishedWords(run: LiveStatusView): string {
  const { failed, skipped } = run.segments
  const missed = missedMusts(run)
  const lost = [
    failed > 0 ? `${failed} given up` : '',
    skipped > 0 ? `${skipped} left out` : '',
    missed.length > 0 ? `gate not passed: missed ${missed.join(', ')}` : '',
  ]
  const words = lost.filter((word) => word !== '').join(', ')
  return words === '' ? 'every segment is made' : `through, but ${words}`
}
