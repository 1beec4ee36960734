import {
  isEarlierFailure,
  judgeLiveness,
  type Observation,
  type PhaseStatus,
  type PhaseView,
  type ProgressView,
  type ShownState,
} from '../../../src/contract/index.ts'
import { troubleWords } from '../source/file-state.ts'
import type { StoryState } from '../source/state.ts'
import type { Witness } from '../source/witness.ts'
import { storyIn } from './story.ts'
import { clockTime, percentOf } from './words.ts'

/** How a story is, as the page can tell it, and why. */
export type Seen = { state: ShownState; reason: string }

/** A phase's status as shown: a running phase of a pipeline that is gone has `stopped`. */
export type ShownStatus = PhaseStatus | 'unknown' | 'stopped'

const REASON_LENGTH = 400

/** Judges the story now. Pure but for the clocks that the witness holds. */
export function judge(state: StoryState, witness: Witness): Seen | undefined {
  const view = storyIn(state)?.view
  if (view === undefined) return undefined
  const { connection } = state
  if (connection.kind === 'report') {
    return seenAt(view, { nowMs: connection.madeMs, writer: state.writer }, state.hasSkeleton)
  }
  const running = view.phases.some((phase) => phase.status === 'running')
  if (connection.kind === 'unreachable' && running) {
    return { state: 'unseen', reason: `the server doesn't answer since ${clockTime(connection.sinceMs)}` }
  }
  const trouble = troubleWords(state.progress)
  if (trouble !== undefined && running) return { state: 'unseen', reason: trouble }
  // Who writes a file that can't be read is not known, so nobody can be said to be gone.
  const writer = trouble === undefined ? state.writer : 'unknown'
  return seenAt(view, witness.observation(writer), state.hasSkeleton)
}

/**
 * Judges a story by the shared rule, and sees where it is a person's turn.
 *
 * @param hasSkeleton whether there is anything to look at
 */
export function seenAt(view: ProgressView, observation: Observation, hasSkeleton: boolean | undefined): Seen {
  const { state, reason } = judgeLiveness(view, observation)
  // A reason can name thousands of running phases; a line is enough.
  const line = reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH - 1)}…` : reason
  if (state !== 'idle' || !waitsForInspection(view, hasSkeleton)) return { state, reason: line }
  return { state: 'inspect', reason: 'the skeleton is complete; look at it before production runs' }
}

/** What a phase is shown as, given how the story is. */
export function shownStatus(phase: PhaseView, seen: Seen): ShownStatus {
  return phase.status === 'running' && seen.state === 'dead' ? 'stopped' : phase.status
}

/** True where clocks may tick: something runs, as far as this page can see. */
export const isMoving = (seen: Seen): boolean => seen.state === 'alive' || seen.state === 'stuck'

/** True where nothing more will come. */
export const isOver = (seen: Seen): boolean =>
  seen.state === 'dead' || seen.state === 'failed' || seen.state === 'finished'

/** The phases before production: they plan, and make no assets. */
const PLANNING = ['reddit', 'director']

/**
 * True where assets can be in the making: what the skeleton calls so may have been left by a run that is over. Out of sight it
 * stays as it was last seen.
 */
export function isProducing(view: ProgressView, seen: Seen): boolean {
  if (!isMoving(seen) && seen.state !== 'unseen') return false
  const production = view.phases.find((phase) => phase.name === 'production')
  if (production) return production.status === 'running'
  return view.phases.some((phase) => phase.status === 'running' && !PLANNING.includes(phase.name))
}

/** The moment up to which a phase that stands still has run, ms since 1970. */
export function standstillMs(view: ProgressView): number | undefined {
  return view.updatedMs
}

/** True when a person is asked to look at the skeleton before production runs, for the first time or again. */
export function waitsForInspection(view: ProgressView, hasSkeleton: boolean | undefined): boolean {
  const phaseOf = (name: string) => view.phases.find((phase) => phase.name === name)
  const production = phaseOf('production')
  if (!hasSkeleton || phaseOf('director')?.status !== 'done' || production === undefined) return false
  return production.status === 'pending' || isEarlierFailure(production, view)
}

/** What a story is called as long as no title is known: its job's name, else its folder's, else the page's own folder. */
export function storyName(view: ProgressView | undefined): string {
  return view?.jobId || folderName(view) || pageFolder() || 'Story'
}

/** The last part of the story's folder; empty where the file doesn't say. */
export const folderName = (view: ProgressView | undefined): string => lastPart(view?.storyPath)

const lastPart = (path: string | undefined): string =>
  (path ?? '')
    .split(/[\\/]+/)
    .filter((part) => part !== '')
    .at(-1) ?? ''

function pageFolder(): string {
  const part = location.pathname.split('/').slice(0, -1).at(-1) ?? ''
  try {
    return decodeURIComponent(part)
  } catch {
    // A percent sign that encodes nothing: the raw part names the folder just as well.
    return part
  }
}

/** The word for a state, for badge, title and screen reader. */
export const STATE_WORDS: { [State in Seen['state']]: string } = {
  waiting: 'Waiting',
  idle: 'Between phases',
  inspect: 'Your turn',
  alive: 'Alive',
  stuck: 'Stuck',
  paused: 'Paused',
  degraded: 'Degraded',
  dead: 'Stopped',
  failed: 'Failed',
  finished: 'Finished',
  unseen: 'Out of sight',
}

/** The tab's title: how it is first, for a tab shows only its beginning. */
export function tabTitle(name: string, fraction: number | undefined, seen: Seen | undefined): string {
  if (!seen) return name
  if (seen.state === 'alive' && fraction !== undefined) return `${percentOf(fraction)}% · ${name}`
  return `${STATE_WORDS[seen.state]} · ${name}`
}
