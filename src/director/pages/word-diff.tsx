import { type Change, diffWordsWithSpace } from 'diff'
import type { VNode } from 'preact'

const MAX_MS = 150

/** What was taken out of a text and what came in, word by word. Texts that have too little in common are shown whole. */
export function WordDiff({ before, now }: { before: string; now: string }): VNode {
  if (before === now) return <p class="diff same">{now === '' ? 'Empty, then and now.' : now}</p>
  const changes = diffWordsWithSpace(before, now, { timeout: MAX_MS })
  if (changes === undefined) {
    return (
      <p class="diff">
        <del>{before}</del> <ins>{now}</ins>
      </p>
    )
  }
  return (
    <p class="diff">
      {runsOf(changes).map(({ same, out, into }, index) => (
        <span key={`${index}`}>
          {out !== '' && <del>{out}</del>}
          {out !== '' && into !== '' && !/\s$/.test(out) && ' '}
          {into !== '' && <ins>{into}</ins>}
          {same}
        </span>
      ))}
    </p>
  )
}

/** What went out and what came in at one place, and what stays after it. */
type Run = { out: string; into: string; same: string }

/** Changes with nothing but spaces and points between them are one: a sentence is read, not its words. */
function runsOf(changes: readonly Change[]): Run[] {
  const runs: Run[] = []
  changes.forEach(({ value, added, removed }, index) => {
    const last = runs.at(-1)
    if (added || removed) {
      const run = last === undefined || last.same !== '' ? { out: '', into: '', same: '' } : last
      if (run !== last) runs.push(run)
      if (added) run.into += value
      else run.out += value
    } else if (last && last.same === '' && index < changes.length - 1 && /^[\s\p{P}]*$/u.test(value)) {
      last.out += value
      last.into += value
    } else if (last && last.same === '') last.same = value
    else runs.push({ out: '', into: '', same: value })
  })
  return runs
}
