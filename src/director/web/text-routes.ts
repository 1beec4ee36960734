import { pageOf, SpecPage, SpecUpdate, specHref } from '../pages/spec.tsx'
import { StoryPage } from '../pages/story.tsx'
import { streamHref } from '../pages/streams.tsx'
import { ValueForm } from '../pages/value-form.tsx'
import { judgeText, mediaJudge, textsOf } from '../review/index.ts'
import { keepTexts } from '../store/index.ts'
import { editablesOf, editValue, type Segment, type Stream } from '../streams/index.ts'
import { type Answer, fragment, html, reload, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { decideAbout, undoLast } from './decide.ts'
import { notAnswered, ownPage, type StreamCall, streamIn } from './stream-call.ts'

type Text = 'story' | 'spec'

function showText(call: PersonCall, which: Text): Answer {
  const { stream, decisions, decided, viewer } = streamIn(call)
  const item = judgeText(stream, which, decided)
  const about = decisions.filter(({ checkpoint }) => checkpoint === which)
  const shown = { viewer, stream, item, decisions: about }
  if (which === 'story') return html(StoryPage(shown))
  return html(SpecPage({ ...shown, page: Math.trunc(Number(call.query.get('page'))) || 1 }))
}

function decideText(call: PersonCall, checkpoint: Text): Answer {
  const { stream, decided } = streamIn(call)
  decideAbout(call, stream, judgeText(stream, checkpoint, decided), '')
  return seeOther(streamHref(stream.name, checkpoint))
}

/** Where a value is edited, the person comes back to. */
const backTo = (stream: Stream, id: string): string => {
  const segment = /^(.+):/.exec(id)?.[1]
  const anchor = segment === undefined ? '' : `#segment-${encodeURIComponent(segment)}`
  return `${specHref(stream.name, pageOf(stream, id))}${anchor}`
}

const segmentWith = (stream: Stream, id: string): Segment | undefined =>
  stream.spec?.segments.find(({ image, negative, motion }) =>
    [image, negative, motion].some((editable) => editable.id === id),
  )

/** What the files were made from is told by the prompts that stand there before they change. */
function rememberOrigins({ db }: PersonCall, { stream, decided }: StreamCall, id: string): void {
  const judge = mediaJudge(db, stream, decided)
  const edited = segmentWith(stream, id)
  if (edited === undefined) return
  judge('keyframe', edited)
  judge('video', edited)
}

/** What is made from the new prompts, perhaps by a task that is queued already, can show them later. */
function rememberTexts({ db }: PersonCall, { stream, decided }: StreamCall, id: string): void {
  const edited = segmentWith(stream, id)
  if (edited === undefined) return
  keepTexts(db, edited.imageHash, textsOf('keyframe', edited))
  const { sourceHash } = mediaJudge(db, stream, decided)('video', edited)
  if (sourceHash !== '') keepTexts(db, sourceHash, textsOf('video', edited))
}

function saveValue(call: PersonCall): Answer {
  const before = streamIn(call)
  const { name } = before.stream
  const [id, seen, value] = [call.form.get('id'), call.form.get('seen'), call.form.get('value')]
  if (id === null || seen === null || value === null) throw notAnswered('value')
  rememberOrigins(call, before, id)
  const edit = editValue(call.root, name, id, seen, value)
  const after = streamIn(call)
  const { stream, viewer } = after
  const decisions = after.decisions.filter(({ checkpoint }) => checkpoint === 'spec')
  const item = judgeText(stream, 'spec', after.decided)
  const editable = stream.spec && editablesOf(stream.spec).find((one) => one.id === id)
  const back = ownPage(call, name)
  if (edit.kind === 'conflict') {
    const conflict = { id, typed: value }
    if (call.htmx && editable !== undefined) {
      const stays = back === undefined ? {} : { back }
      return fragment(ValueForm({ viewer, stream: name, editable, conflict, ...stays }), [], 409)
    }
    return html(SpecPage({ viewer, stream, item, decisions, conflict, page: pageOf(stream, id) }), 409)
  }
  rememberTexts(call, after, id)
  if (!call.htmx || editable === undefined) return seeOther(back ?? backTo(stream, id))
  // The page of one picture has more to say about the change than its form.
  if (back !== undefined) return reload()
  return fragment(SpecUpdate({ viewer, stream, item, decisions, editable }))
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
