import type { PhaseView, ProgressView } from '../../../src/contract/index.ts'
import { type Seen, STATE_WORDS } from './picture.ts'

/** Something worth a sound or a word. */
export type Moment = { kind: 'done' | 'fails' | 'waits'; words: string }

/** One look at a story. `waits`: a person is asked to inspect the skeleton. */
export type Known = { view: ProgressView; seen: Seen; waits: boolean }

/**
 * Makes the one who tells what happened since the look before. The most serious comes last, for that is what is heard.
 *
 * @example const tell = momentTeller(); tell(first); tell(second).at(-1)?.kind // 'fails'
 */
export function momentTeller(): (now: Known) => Moment[] {
  let before: Known | undefined
  /** Phases whose pipeline died under them: the restart that marks them as failed brings no news. */
  const mourned = new Set<string>()

  return (now) => {
    // What can't be seen is as it was: a server that comes back brings no death for the second time.
    if (now.seen.state === 'unseen') return []
    const moments = before ? momentsBetween(before, now, mourned) : []
    if (now.seen.state === 'dead') {
      for (const phase of now.view.phases) if (phase.status === 'running') mourned.add(runOf(phase))
    }
    before = now
    return moments
  }
}

/** A phase that is started again is another run of it. */
const runOf = (phase: PhaseView): string => `${phase.startedMs} ${phase.name}`

function momentsBetween(before: Known, after: Known, mourned: ReadonlySet<string>): Moment[] {
  const was = new Map(before.view.phases.map((phase) => [phase.name, phase.status]))
  const turned = (status: string) =>
    after.view.phases.filter((phase) => phase.status === status && (was.get(phase.name) ?? status) !== status)
  const moments: Moment[] = []
  const done = turned('done')
  if (done.length > 0) moments.push({ kind: 'done', words: `${namesOf(done)} done` })
  if (after.waits && !before.waits) {
    moments.push({ kind: 'waits', words: 'Skeleton complete, waiting to be inspected' })
  }
  const failed = turned('error').filter((phase) => !mourned.has(runOf(phase)))
  if (failed.length > 0) moments.push({ kind: 'fails', words: `${namesOf(failed)} failed` })
  if (before.seen.state !== after.seen.state) {
    const words = `${STATE_WORDS[after.seen.state]}: ${after.seen.reason}`
    if (after.seen.state === 'dead') moments.push({ kind: 'fails', words })
    else if (after.seen.state === 'finished') moments.push({ kind: 'done', words: 'All phases are done' })
  }
  return moments
}

function namesOf(phases: readonly { label: string }[]): string {
  const [first, ...rest] = phases
  return rest.length === 0 ? (first?.label ?? '') : `${first?.label} and ${rest.length} more`
}
