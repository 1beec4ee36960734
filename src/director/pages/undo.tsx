import type { VNode } from 'preact'
import { Token } from './layout.tsx'
import { mayDecide, type Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'

/** What somebody decided last in a stream: one decision, or several of one batch. */
export type LastAct = { at: string; words: string }

/** What the page of one thing says of the last act. `isThis`: it was about this thing alone, which has a button for it. */
export type Undo = { isThis: boolean; lastAct?: LastAct }

/** Takes the last decision back, wherever it was made. */
export function UndoLast(props: {
  viewer: Viewer
  stream: string
  act: LastAct | undefined
  /** The page to come back to. */
  back: string
  swap?: boolean
}): VNode {
  const { viewer, stream, act, back, swap } = props
  return (
    <div id="undo-last" class="undo-last" hx-swap-oob={swap ? 'true' : undefined}>
      {act !== undefined && mayDecide(viewer) && (
        <form method="post" action={streamHref(stream, 'undo')} hx-post={streamHref(stream, 'undo')}>
          <Token value={viewer.formToken} />
          <input type="hidden" name="act" value={act.at} />
          <input type="hidden" name="back" value={back} />
          <button type="submit" class="quiet" data-key="u">
            ↶ Undo: {act.words}
          </button>
        </form>
      )}
    </div>
  )
}
