import { useState } from 'preact/hooks'
import { countWord } from '../judge/words.ts'

const STEP = 100

type Side = 'before' | 'after'

/** How many phases the reader asked to see beyond the window, on either side. */
export function useMore() {
  const [more, setMore] = useState({ before: 0, after: 0 })
  return { more, showMore: (side: Side) => setMore({ ...more, [side]: more[side] + STEP }) }
}

/** Shows a hundred more of the phases that the window leaves out. */
export function MoreButton({
  count,
  side,
  onClick,
}: {
  count: number
  side: Side
  onClick: (side: Side) => void
}) {
  return (
    <button type="button" class="more-phases" onClick={() => onClick(side)}>
      … {countWord(count)} more <span class="hidden-words">phases {side} these</span>
    </button>
  )
}
