import { diffWordsWithSpace } from 'diff'
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
      {changes.map(({ value, added, removed }, index) => {
        const key = `${index}`
        if (added) return <ins key={key}>{value}</ins>
        return removed ? <del key={key}>{value}</del> : <span key={key}>{value}</span>
      })}
    </p>
  )
}
