import type { VNode } from 'preact'
import { Notice, Page, Token } from './layout.tsx'
import { draftKey, type Viewer } from './parts.tsx'

/** What was typed into the form, by the names of its fields. */
export type Typed = Readonly<Record<Field, string>>
export type Field = 'title' | 'name' | 'story' | 'language' | 'style' | 'tone' | 'references' | 'notes'
export type Faults = Readonly<Partial<Record<Field, string>>>

type Given = { typed: Typed; faults: Faults }

/** The form that begins a stream. What was typed stays, and what is wrong stands at its field. */
export function CreatePage(props: { viewer: Viewer; typed: Typed; faults: Faults; error?: string }): VNode {
  const { viewer, typed, faults, error } = props
  const given = { typed, faults }
  const wrong = Object.keys(faults).length
  return (
    <Page title="New stream" {...viewer} trail={[{ href: '/new', label: 'New stream' }]}>
      <section class="form">
        <h1>New stream</h1>
        <p class="muted">It becomes a folder with an input.json, from which the pipeline goes on.</p>
        <form
          method="post"
          action="/new"
          class="stack new"
          noValidate
          data-draft={draftKey(viewer, 'new', 'stream')}
          hx-boost="true"
        >
          {error !== undefined && <Notice tone="bad">{error}</Notice>}
          {wrong > 0 && (
            <Notice tone="bad">
              {wrong === 1 ? 'One field needs' : `${wrong} fields need`} a look. Nothing was made yet.
            </Notice>
          )}
          <Token value={viewer.formToken} />
          <Line {...given} name="title" label="Title" required />
          <Line
            {...given}
            name="name"
            label="Name of the folder"
            hint="Left empty, it is made from the title: “The Salt Road” becomes “the-salt-road”."
          />
          <Area {...given} name="story" label="Story" rows={10} required />
          <h2>Brief</h2>
          <p class="muted">All of this may stay empty.</p>
          <div class="pair">
            <Line {...given} name="language" label="Language" hint="Such as en or de." />
            <Line {...given} name="style" label="Style" hint="Such as painterly." />
          </div>
          <Line {...given} name="tone" label="Tone" hint="Words with commas between: quiet, hopeful." />
          <Line {...given} name="references" label="References" />
          <Area {...given} name="notes" label="Notes" rows={3} />
          <div class="buttons">
            <button type="submit" class="primary">
              Make the stream
            </button>
            <a class="button quiet" href="/">
              Cancel
            </a>
          </div>
        </form>
      </section>
    </Page>
  )
}

type FieldProps = Given & { name: Field; label: string; hint?: string; required?: boolean }

const ids = (name: Field, hint: string | undefined, fault: string | undefined): string | undefined =>
  [hint === undefined ? '' : `${name}-hint`, fault === undefined ? '' : `${name}-fault`]
    .filter((id) => id !== '')
    .join(' ') || undefined

function Line({ typed, faults, name, label, hint, required }: FieldProps): VNode {
  const fault = faults[name]
  return (
    <div class={`field ${fault === undefined ? '' : 'wrong'}`}>
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        value={typed[name]}
        required={required}
        aria-invalid={fault === undefined ? undefined : 'true'}
        aria-describedby={ids(name, hint, fault)}
        autofocus={fault !== undefined && Object.keys(faults)[0] === name}
      />
      <Under name={name} hint={hint} fault={fault} />
    </div>
  )
}

function Area({ typed, faults, name, label, hint, required, rows }: FieldProps & { rows: number }): VNode {
  const fault = faults[name]
  return (
    <div class={`field ${fault === undefined ? '' : 'wrong'}`}>
      <label for={name}>{label}</label>
      <textarea
        id={name}
        name={name}
        rows={rows}
        required={required}
        aria-invalid={fault === undefined ? undefined : 'true'}
        aria-describedby={ids(name, hint, fault)}
        autofocus={fault !== undefined && Object.keys(faults)[0] === name}
      >
        {/* A browser drops the first line end of a textarea. */}
        {`\n${typed[name]}`}
      </textarea>
      <Under name={name} hint={hint} fault={fault} />
    </div>
  )
}

const Under = (props: { name: Field; hint: string | undefined; fault: string | undefined }): VNode => (
  <>
    {props.hint !== undefined && (
      <p class="hint" id={`${props.name}-hint`}>
        {props.hint}
      </p>
    )}
    {props.fault !== undefined && (
      <p class="fault" id={`${props.name}-fault`}>
        {props.fault}
      </p>
    )}
  </>
)
