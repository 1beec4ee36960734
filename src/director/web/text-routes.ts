import { SpecPage } from '../pages/spec.tsx'
import { StoryPage } from '../pages/story.tsx'
import { StreamPage } from '../pages/stream.tsx'
import { streamHref } from '../pages/streams.tsx'
import { judgeText, mediaJudge, overviewOf } from '../review/index.ts'
import { addDecision } from '../store/index.ts'
import { editValue } from '../streams/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { changedMeanwhile, notAnswered, type StreamCall, streamIn, verdictIn } from './stream-call.ts'

type Text = 'story' | 'spec'

function showText(call: PersonCall, which: Text): Answer {
  const { stream, decisions, decided, viewer } = streamIn(call)
  const item = judgeText(stream, which, decided)
  const about = decisions.filter(({ checkpoint }) => checkpoint === which)
  const page = which === 'story' ? StoryPage : SpecPage
  return html(page({ viewer, stream, item, decisions: about }))
}

function decideText(call: PersonCall, checkpoint: Text): Answer {
  const { stream, decided } = streamIn(call)
  const { verdict, note } = verdictIn(call.form)
  const { fileHash, sourceHash, state } = judgeText(stream, checkpoint, decided)
  if (state === 'missing' || call.form.get('file') !== fileHash) throw changedMeanwhile()
  addDecision(call.db, {
    stream: stream.name,
    segment: '',
    checkpoint,
    verdict,
    note,
    userId: call.person.id,
    fileHash,
    sourceHash,
  })
  return seeOther(streamHref(stream.name, checkpoint))
}

/** Where a value is edited, the person comes back to. */
const backTo = (name: string, id: string): string => {
  const segment = /^(.+):/.exec(id)?.[1]
  return `${streamHref(name, 'spec')}${segment === undefined ? '' : `#segment-${encodeURIComponent(segment)}`}`
}

/** The page that the form stood on, if it is one of this stream. */
const ownPage = (call: PersonCall, name: string): string | undefined => {
  const back = call.form.get('back') ?? ''
  return back.startsWith(`${streamHref(name)}/`) && /^[\x21-\x7e]*$/.test(back) ? back : undefined
}

/** What the files were made from is told by the prompts that stand there before they change. */
function rememberOrigins({ db }: PersonCall, { stream, decided }: StreamCall, id: string): void {
  const judge = mediaJudge(db, stream, decided)
  const edited = stream.spec?.segments.find(({ image, negative, motion }) =>
    [image, negative, motion].some((editable) => editable.id === id),
  )
  if (edited === undefined) return
  judge('keyframe', edited)
  judge('video', edited)
}

function saveValue(call: PersonCall): Answer {
  const found = streamIn(call)
  const { stream } = found
  const [id, seen, value] = [call.form.get('id'), call.form.get('seen'), call.form.get('value')]
  if (id === null || seen === null || value === null) throw notAnswered('value')
  rememberOrigins(call, found, id)
  const edit = editValue(call.root, stream.name, id, seen, value)
  if (edit.kind !== 'conflict') return seeOther(ownPage(call, stream.name) ?? backTo(stream.name, id))
  const { stream: now, decisions, decided, viewer } = streamIn(call)
  const about = decisions.filter(({ checkpoint }) => checkpoint === 'spec')
  const item = judgeText(now, 'spec', decided)
  return html(SpecPage({ viewer, stream: now, item, decisions: about, conflict: { id, typed: value } }), 409)
}

export const textRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/streams/:stream',
    access: 'viewer',
    handle(call) {
      const { stream, decisions, viewer } = streamIn(call)
      return html(StreamPage({ viewer, stream, overview: overviewOf(call.db, stream, decisions) }))
    },
  },
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
]
