import type { ProgressView } from '../../../src/contract/index.ts'
import { type Seen, STATE_WORDS, waitsForInspection } from './picture.ts'

/** Something worth a sound or a word. */
export type Moment = { kind: 'done' | 'fails' | 'waits'; words: string }

type Known = { view: ProgressView; seen: Seen }

/**
 * What happened between two looks. The most serious comes last, for that is what is heard.
 *
 * @example momentsBetween(before, after).at(-1)?.kind // 'fails'
 */
export function momentsBetween(before: Known, after: Known): Moment[] {
  const was = new Map(before.view.phases.map((phase) => [phase.name, phase.status]))
  const turned = (status: string) =>
    after.view.phases.filter((phase) => phase.status === status && (was.get(phase.name) ?? status) !== status)
  const moments: Moment[] = []
  const done = turned('done')
  if (done.length > 0) moments.push({ kind: 'done', words: `${namesOf(done)} done` })
  if (waitsForInspection(after.view) && !waitsForInspection(before.view)) {
    moments.push({ kind: 'waits', words: 'Skeleton complete, waiting to be inspected' })
  }
  const failed = turned('error')
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
