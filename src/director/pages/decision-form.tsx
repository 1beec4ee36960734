import type { ComponentChildren, VNode } from 'preact'
import type { Item } from '../review/index.ts'
import type { Decision, Verdict } from '../store/index.ts'
import { Notice, Token } from './layout.tsx'
import { draftKey, mayDecide, type Viewer } from './parts.tsx'

/**
 * A decision that was not taken because it was for something else than what is there now. `decision`: what somebody
 * else decided since; without it the thing itself is another one.
 */
export type Overtaken = { verdict: Verdict; note: string; decision?: Decision }

const NAMES: Readonly<Record<Verdict, string>> = {
  approved: 'approval',
  rejected: 'rejection',
  withdrawn: 'undo',
  noted: 'note',
}

/** `approved by Dora: “quiet, good”` */
export const decidedWords = ({ verdict, by, note }: Decision): string =>
  `${verdict} by ${by}${note === '' ? '' : `: “${note}”`}`

function OvertakenNotice({ overtaken: { verdict, decision } }: { overtaken: Overtaken }): VNode {
  const text =
    decision === undefined
      ? `This changed while you looked at it, so nothing was decided. Look again; your note is kept.`
      : `Meanwhile ${decidedWords(decision)}. Your ${NAMES[verdict]} does not count yet: look again, and decide all the same if you want.`
  return <Notice tone="bad">{text}</Notice>
}

/**
 * Approve, reject with a note, say something, take back. It carries the hashes of what is on the page and the decision
 * that stands there: a decision is for what was seen, not for what came meanwhile.
 */
export function DecisionForm(props: {
  viewer: Viewer
  stream: string
  action: string
  item: Item
  /** Where htmx puts the answer, on a card; without it the whole page is loaded, and the note stands open. */
  target?: string
  /** The decision here is the last one of this person: the key that undoes presses this Undo. */
  isLastAct?: boolean
  overtaken?: Overtaken | undefined
  children?: ComponentChildren
}): VNode | null {
  const { viewer, action, item, target, stream, isLastAct, overtaken } = props
  if (!mayDecide(viewer) || item.state === 'missing') return null
  const onCard = target !== undefined
  const live = onCard
    ? { 'hx-post': action, 'hx-target': target, 'hx-swap': 'outerHTML' }
    : { 'hx-boost': 'true' }
  const allTheSame = (verdict: Verdict) =>
    overtaken?.verdict === verdict && overtaken.decision !== undefined ? ' all the same' : ''
  const approve = item.state !== 'approved' && (
    <button name="verdict" value="approved" type="submit" class={onCard ? '' : 'primary'} data-key="a">
      Approve{allTheSame('approved')}
    </button>
  )
  const isText = item.checkpoint === 'story' || item.checkpoint === 'spec'
  const reject = (
    <button name="verdict" value="rejected" type="submit" data-key="r">
      {isText ? 'Ask for changes' : 'Reject'}
      {allTheSame('rejected')}
    </button>
  )
  const note = (
    <label class="note">
      Note
      <textarea name="note" rows={1} maxLength={4000} placeholder="What should change?">
        {overtaken?.note}
      </textarea>
    </label>
  )
  const say = (
    <button name="verdict" value="noted" type="submit" class="quiet">
      Only note it
    </button>
  )
  // What was decided about a file before this one is not undone from here.
  const undo = item.decision !== undefined && item.state !== 'waiting' && (
    <button
      name="verdict"
      value="withdrawn"
      type="submit"
      class="quiet"
      data-key={isLastAct ? 'u' : undefined}
    >
      Undo
    </button>
  )
  const isNoteOpen = overtaken !== undefined && (overtaken.note !== '' || overtaken.verdict === 'rejected')
  return (
    <form
      method="post"
      action={action}
      class="decide"
      data-draft={draftKey(viewer, stream, action)}
      {...live}
    >
      {overtaken && <OvertakenNotice overtaken={overtaken} />}
      <Token value={viewer.formToken} />
      <input type="hidden" name="file" value={item.fileHash} />
      <input type="hidden" name="source" value={item.sourceHash} />
      <input type="hidden" name="decision" value={item.decision?.id ?? ''} />
      {onCard ? (
        <>
          {approve}
          <details class="ask" open={isNoteOpen}>
            <summary class="button" data-rejects={item.state === 'rejected' ? undefined : ''}>
              {item.state === 'rejected' ? 'Note…' : 'Reject…'}
            </summary>
            {note}
            <div class="buttons">
              {reject}
              {say}
            </div>
          </details>
          {undo}
        </>
      ) : (
        <>
          {note}
          <div class="buttons">
            {approve}
            {reject}
            {say}
            {undo}
            {props.children}
          </div>
        </>
      )}
    </form>
  )
}
