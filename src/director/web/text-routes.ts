import type { Overtaken } from '../pages/decision-form.tsx'
import { pageOf, SpecPage, SpecUpdate, specHref } from '../pages/spec.tsx'
import { StoryPage } from '../pages/story.tsx'
import { streamHref } from '../pages/streams.tsx'
import { ValueForm } from '../pages/value-form.tsx'
import { judgeText } from '../review/index.ts'
import { editablesOf, type Stream } from '../streams/index.ts'
import { type Answer, fragment, html, reload, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { decideAbout, undoBeside, undoLast } from './decide.ts'
import { saveText } from './save-text.ts'
import { notAnswered, ownPage, streamIn } from './stream-call.ts'

type Text = 'story' | 'spec'

function showText(call: PersonCall, which: Text, overtaken?: Overtaken): Answer {
  const found = streamIn(call)
  const { stream, decisions, decided, viewer } = found
  const item = judgeText(stream, which, decided)
  const about = decisions.filter(({ checkpoint }) => checkpoint === which)
  const undo = undoBeside(call, found, item)
  const shown = { viewer, stream, item, decisions: about, undo, overtaken }
  const page = Math.trunc(Number(call.query.get('page'))) || 1
  return html(
    which === 'story' ? StoryPage(shown) : SpecPage({ ...shown, page }),
    overtaken === undefined ? 200 : 409,
  )
}

function decideText(call: PersonCall, checkpoint: Text): Answer {
  const { stream, decided } = streamIn(call)
  const { overtaken } = decideAbout(call, stream, judgeText(stream, checkpoint, decided), '')
  if (overtaken !== undefined) return showText(call, checkpoint, overtaken)
  return seeOther(streamHref(stream.name, checkpoint))
}

/** Where a value is edited, the person comes back to. */
const backTo = (stream: Stream, id: string): string => {
  const segment = /^(.+):/.exec(id)?.[1]
  const anchor = segment === undefined ? '' : `#segment-${encodeURIComponent(segment)}`
  return `${specHref(stream.name, pageOf(stream, id))}${anchor}`
}

function saveValue(call: PersonCall): Answer {
  const [id, seen, value] = [call.form.get('id'), call.form.get('seen'), call.form.get('value')]
  if (id === null || seen === null || value === null) throw notAnswered('value')
  const { edit, after } = saveText(call, streamIn(call), { id, seen, value })
  const { stream, viewer } = after
  const { name } = stream
  const decisions = after.decisions.filter(({ checkpoint }) => checkpoint === 'spec')
  const item = judgeText(stream, 'spec', after.decided)
  const undo = undoBeside(call, after, item)
  const editable = stream.spec && editablesOf(stream.spec).find((one) => one.id === id)
  if (edit.kind === 'conflict') {
    const conflict = { id, typed: value }
    if (call.htmx && editable !== undefined) {
      return fragment(ValueForm({ viewer, stream: name, editable, conflict }), [], 409)
    }
    const page = pageOf(stream, id)
    return html(SpecPage({ viewer, stream, item, decisions, undo, conflict, page }), 409)
  }
  if (!call.htmx || editable === undefined) return seeOther(backTo(stream, id))
  return fragment(SpecUpdate({ viewer, stream, item, decisions, undo, editable }))
}

function undo(call: PersonCall): Answer {
  const found = streamIn(call)
  undoLast(call, found)
  return call.htmx ? reload() : seeOther(ownPage(call, found.stream.name) ?? streamHref(found.stream.name))
}

export const textRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/streams/:stream/story',
    access: 'viewer',
    handle: (call) => showText(call, 'story'),
  },
  {
    method: 'POST',
    path: '/streams/:stream/story',
    access: 'director',
    handle: (call) => decideText(call, 'story'),
  },
  {
    method: 'GET',
    path: '/streams/:stream/spec',
    access: 'viewer',
    handle: (call) => showText(call, 'spec'),
  },
  {
    method: 'POST',
    path: '/streams/:stream/spec',
    access: 'director',
    handle: (call) => decideText(call, 'spec'),
  },
  { method: 'POST', path: '/streams/:stream/spec/value', access: 'director', handle: saveValue },
  { method: 'POST', path: '/streams/:stream/undo', access: 'director', handle: undo },
]
