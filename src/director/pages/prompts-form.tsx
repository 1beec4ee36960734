import type { VNode } from 'preact'
import type { Segment, Stream } from '../streams/index.ts'
import { Token } from './layout.tsx'
import { type Shot, shotHref } from './media.tsx'
import { draftKey, mayDecide, type Viewer } from './parts.tsx'
import { Asked, makeWord, mayRegenerate } from './task.tsx'
import { type Conflict, ReadValue, ValueField } from './value-field.tsx'

/** The prompts that a picture or a film is made from, in the order of the page. */
export const promptsOf = (kind: Shot['item']['kind'], { image, negative, motion }: Segment) =>
  kind === 'keyframe' ? [image, negative] : [motion]

/** What the two fields of a prompt are called in the form. */
export const promptNames = (id: string) => ({ seen: `seen/${id}`, value: `text/${id}` })

/**
 * The prompts of one picture or film with what makes it again: both buttons send the prompts as they stand here, so
 * that nothing is made from a text that somebody has just replaced.
 */
export function PromptsForm(props: {
  viewer: Viewer
  stream: Stream
  shot: Shot
  conflicts: readonly Conflict[]
}): VNode {
  const { viewer, stream, shot, conflicts } = props
  const { item } = shot
  const prompts = promptsOf(item.kind, item.segment)
  if (!mayDecide(viewer)) {
    return (
      <section class="card values" aria-label="Prompts">
        {prompts.map((editable) => (
          <ReadValue key={editable.id} editable={editable} />
        ))}
      </section>
    )
  }
  const action = shotHref(stream, item, 'prompts')
  const word = makeWord(shot)
  return (
    <form
      method="post"
      action={action}
      class="card value prompts"
      aria-label="Prompts"
      data-draft={draftKey(viewer, stream.name, action)}
      hx-post={action}
      hx-swap="outerHTML"
    >
      <Token value={viewer.formToken} />
      {prompts.map((editable) => (
        <ValueField
          key={editable.id}
          editable={editable}
          conflict={conflicts.find(({ id }) => id === editable.id)}
          names={promptNames(editable.id)}
        />
      ))}
      <div class="buttons">
        <button type="submit" name="do" value="save" class="save">
          Save
        </button>
        {mayRegenerate(viewer, shot) && (
          <Asked shot={shot}>
            {(key) => (
              <button
                type="submit"
                name="do"
                value="generate"
                data-key={key}
                data-changed-words={`Save and ${word.toLowerCase()}`}
              >
                {word}
              </button>
            )}
          </Asked>
        )}
      </div>
      {mayRegenerate(viewer, shot) && <p class="hint">{word} saves what you typed here first.</p>}
    </form>
  )
}
