import type { VNode } from 'preact'
import { type Editable, hashOf } from '../streams/index.ts'
import { Notice, Token } from './layout.tsx'
import { draftKey, mayDecide, type Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'
import { WordDiff } from './word-diff.tsx'

/** Somebody else changed the value meanwhile: both texts are shown, and nothing typed is lost. */
export type Conflict = { id: string; typed: string }

/** One text with its own form: saving it leaves every other value of the file alone. */
export function ValueForm(props: {
  viewer: Viewer
  stream: string
  editable: Editable
  conflict?: Conflict | undefined
  /** The page of the stream to come back to; default: the spec. */
  back?: string
  /** It was saved just now. */
  saved?: boolean
}): VNode {
  const { viewer, editable, stream, back, saved } = props
  const conflict = props.conflict?.id === editable.id ? props.conflict : undefined
  const swatch = editable.hex !== undefined && (
    <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
      <rect width="1" height="1" fill={editable.hex} />
    </svg>
  )
  if (!mayDecide(viewer)) {
    return (
      <div class="value">
        <p class="label muted">
          {swatch}
          {editable.label}
        </p>
        <p>{editable.value}</p>
      </div>
    )
  }
  const action = streamHref(stream, 'spec', 'value')
  const id = `value-${editable.id}`
  return (
    <form
      method="post"
      action={action}
      class="value"
      data-draft={draftKey(viewer, stream, editable.id)}
      hx-post={action}
      hx-swap="outerHTML"
    >
      <Token value={viewer.formToken} />
      {back !== undefined && <input type="hidden" name="back" value={back} />}
      <input type="hidden" name="id" value={editable.id} />
      <input type="hidden" name="seen" value={hashOf(editable.value)} />
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
        <span class="label">
          {swatch}
          {editable.label}
        </span>
      </label>
      {/* A browser drops the first line end of a textarea. */}
      <textarea id={id} name="value" rows={1} autofocus={conflict !== undefined}>
        {`\n${conflict?.typed ?? editable.value}`}
      </textarea>
      <div class="buttons">
        <button type="submit">Save</button>
        {saved && (
          <span class="saved" role="status">
            ✓ Saved
          </span>
        )}
      </div>
    </form>
  )
}
