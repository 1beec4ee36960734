import type { VNode } from 'preact'
import type { Preset } from '../store/index.ts'
import { Notice, Page, Token } from './layout.tsx'
import { draftKey, mayDecide, type Viewer } from './parts.tsx'

/** Pieces of prompts with names: the look of the project, said once. */
export function PresetsPage(props: {
  viewer: Viewer
  presets: readonly Preset[]
  /** What could not be added, and why. */
  typed?: { name: string; text: string; error: string }
}): VNode {
  const { viewer, presets, typed } = props
  return (
    <Page title="Presets" {...viewer} here="/presets">
      <h1>Presets</h1>
      <p class="muted">Pieces of prompts with a name, to be put into any prompt of the project.</p>
      {presets.length === 0 && <p class="nothing">There are no presets yet.</p>}
      <ul class="presets">
        {presets.map(({ id, name, text, by }) => (
          <li key={id} class="card">
            <h3>{name}</h3>
            <p class="text">{text}</p>
            <p class="muted">by {by}</p>
            {mayDecide(viewer) && (
              <form method="post" action={`/presets/${id}/remove`}>
                <Token value={viewer.formToken} />
                <button type="submit" class="quiet" aria-label={`Remove ${name}`}>
                  Remove
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {mayDecide(viewer) && (
        <form
          method="post"
          action="/presets"
          class="card stack"
          data-draft={draftKey(viewer, '', 'preset')}
          hx-boost="true"
        >
          <h2>Add one</h2>
          {typed !== undefined && <Notice tone="bad">{typed.error}</Notice>}
          <Token value={viewer.formToken} />
          <label>
            Name
            <input name="name" maxLength={80} required value={typed?.name} placeholder="Winter light" />
          </label>
          <label>
            Text
            {/* A browser drops the first line end of a textarea. */}
            <textarea name="text" rows={3} required placeholder="low sun, long blue shadows">
              {typed === undefined ? '' : `\n${typed.text}`}
            </textarea>
          </label>
          <button type="submit" class="primary">
            Add the preset
          </button>
        </form>
      )}
    </Page>
  )
}

/** The presets as buttons, to be put into the prompt beside. */
export function PresetChoice({ presets }: { presets: readonly Preset[] }): VNode {
  return (
    <div class="choice">
      {presets.length === 0 && <p class="muted">There are no presets yet.</p>}
      {presets.map(({ id, name, text }) => (
        <button type="button" key={id} data-preset={text} title={text}>
          {name}
        </button>
      ))}
      <a class="button quiet" href="/presets">
        All presets
      </a>
    </div>
  )
}
