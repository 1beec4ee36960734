import type { VNode } from 'preact'
import type { Editable } from '../streams/index.ts'
import { Token } from './layout.tsx'
import { draftKey, mayDecide, type Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'
import { type Conflict, ReadValue, ValueField } from './value-field.tsx'

/** One text with its own form: saving it leaves every other value of the file alone. */
export function ValueForm(props: {
  viewer: Viewer
  stream: string
  editable: Editable
  conflict?: Conflict | undefined
  /** It was saved just now. */
  saved?: boolean
}): VNode {
  const { viewer, editable, stream, saved } = props
  if (!mayDecide(viewer)) return <ReadValue editable={editable} />
  const conflict = props.conflict?.id === editable.id ? props.conflict : undefined
  const action = streamHref(stream, 'spec', 'value')
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
      <input type="hidden" name="id" value={editable.id} />
      <ValueField editable={editable} conflict={conflict} names={{ seen: 'seen', value: 'value' }} />
      <div class="buttons">
        <button type="submit" class="save" id={`save-${editable.id}`}>
          Save
        </button>
        {saved && (
          <span class="saved" role="status">
            ✓ Saved
          </span>
        )}
      </div>
    </form>
  )
}
