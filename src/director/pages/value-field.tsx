import type { VNode } from 'preact'
import { type Editable, hashOf } from '../streams/index.ts'
import { Notice } from './layout.tsx'
import { WordDiff } from './word-diff.tsx'

/** Somebody else changed the value meanwhile: both texts are shown, and nothing typed is lost. */
export type Conflict = { id: string; typed: string }

/** A value of the visual direction up to this many letters stands on one line. */
const LINE = 60

const isLine = ({ path, value }: Editable): boolean =>
  path[0] === 'visual_direction' && value.length <= LINE && !/[\r\n]/.test(value)

/**
 * One text to edit, with a hash of what the person saw. `names`: of the two fields in the form.
 */
export function ValueField(props: {
  editable: Editable
  conflict: Conflict | undefined
  names: { seen: string; value: string }
}): VNode {
  const { editable, conflict, names } = props
  const id = `value-${editable.id}`
  const text = conflict?.typed ?? editable.value
  return (
    <div class="field">
      <input type="hidden" name={names.seen} value={hashOf(editable.value)} />
      {conflict !== undefined && (
        <>
          <Notice tone="bad">
            Somebody else changed this meanwhile. It now says: “{editable.value}”. What you typed stands
            below; save it again to replace theirs.
          </Notice>
          <p class="label muted">From theirs to yours</p>
          <WordDiff before={editable.value} now={conflict.typed} />
        </>
      )}
      <label for={id}>
        <ValueLabel editable={editable} />
      </label>
      {isLine({ ...editable, value: text }) ? (
        <input id={id} name={names.value} value={text} autofocus={conflict !== undefined} />
      ) : (
        // A browser drops the first line end of a textarea.
        <textarea id={id} name={names.value} rows={1} autofocus={conflict !== undefined}>
          {`\n${text}`}
        </textarea>
      )}
    </div>
  )
}

const ValueLabel = ({ editable: { hex, label } }: { editable: Editable }): VNode => (
  <span class="label">
    {hex !== undefined && (
      <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
        <rect width="1" height="1" fill={hex} />
      </svg>
    )}
    {label}
  </span>
)

/** The same for somebody who only looks. */
export const ReadValue = ({ editable }: { editable: Editable }): VNode => (
  <div class="value">
    <p class="muted">
      <ValueLabel editable={editable} />
    </p>
    <p>{editable.value}</p>
  </div>
)
