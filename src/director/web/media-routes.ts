import { Refusal, sendMedia } from '../../http/index.ts'
import { restore, versionPath, versionsOf } from '../generate/index.ts'
import { GalleryPage, isActive, type Shot, ShotCard, ShotPage, TaskWatch } from '../pages/gallery.tsx'
import { streamHref } from '../pages/streams.tsx'
import { mediaJudge } from '../review/index.ts'
import { addDecision, type Task, tasks } from '../store/index.ts'
import type { MediaKind, Segment } from '../streams/index.ts'
import { type Answer, fragment, html, seeOther, sending } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { changedMeanwhile, type StreamCall, streamIn, verdictIn } from './stream-call.ts'

const KINDS: Readonly<Record<string, MediaKind>> = { keyframes: 'keyframe', videos: 'video' }

const nowhere = () => new Refusal(404, 'There is nothing here.', 'Look at the address.')

function kindIn({ params }: PersonCall): MediaKind {
  const given = params['kind'] ?? ''
  const kind = Object.hasOwn(KINDS, given) ? KINDS[given] : undefined
  if (kind === undefined) throw nowhere()
  return kind
}

function segmentIn({ params }: PersonCall, { stream }: StreamCall): Segment {
  const found = stream.spec?.segments.find(({ key }) => key === params['segment'])
  if (found === undefined) throw new Refusal(404, 'There is no such segment.', 'Look at the spec.')
  return found
}

/** All that the pages show of pictures or films, with the newest task of each. */
function shotsOf(call: PersonCall, { stream, decided }: StreamCall, kind: MediaKind): Shot[] {
  const judge = mediaJudge(call.db, stream, decided)
  const newest = new Map<string, Task>()
  for (const task of tasks.tasksOf(call.db, stream.name)) {
    if (task.kind === kind && !newest.has(task.segment)) newest.set(task.segment, task)
  }
  const canGenerate = call.generators[kind] !== undefined
  return (stream.spec?.segments ?? []).map((segment) => ({
    item: judge(kind, segment),
    task: newest.get(segment.key),
    canGenerate,
  }))
}

function shotOf(call: PersonCall, found: StreamCall, kind: MediaKind, segment: Segment): Shot {
  const item = mediaJudge(call.db, found.stream, found.decided)(kind, segment)
  const task = tasks.lastTask(call.db, { stream: found.stream.name, segment: segment.key, kind })
  return { item, task, canGenerate: call.generators[kind] !== undefined }
}

function gallery(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { stream, viewer } = found
  const shots = shotsOf(call, found, kind)
  return html(GalleryPage({ viewer, stream, kind, shots, filter: call.query.get('show') ?? '' }))
}

function alone(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { stream, viewer } = found
  const segment = segmentIn(call, found)
  const shots = shotsOf(call, found, kind)
  const index = shots.findIndex(({ item }) => item.segment.key === segment.key)
  const decisions = found.decisions.filter((one) => one.checkpoint === kind && one.segment === segment.key)
  const versions = versionsOf(call.root, stream.name, kind, segment.key).map((name) => ({
    name,
    label: name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d).*/, '$1-$2-$3 $4:$5 UTC'),
  }))
  const page = ShotPage({ viewer, stream, shots, index, decisions, versions })
  if (page === null) throw nowhere()
  return html(page)
}

/** The card after a change, for htmx; otherwise the page that the form stood on. */
function card(call: PersonCall, kind: MediaKind): Answer {
  const found = streamIn(call)
  const segment = segmentIn(call, found)
  return fragment(
    ShotCard({ viewer: found.viewer, stream: found.stream, shot: shotOf(call, found, kind, segment) }),
  )
}

const tabHref = (call: PersonCall, stream: string, ...rest: string[]) =>
  streamHref(stream, call.params['kind'] ?? '', ...rest)

function decide(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const segment = segmentIn(call, found)
  const { verdict, note } = verdictIn(call.form)
  const { item } = shotOf(call, found, kind, segment)
  const { fileHash, sourceHash } = item
  if (
    item.file === undefined ||
    call.form.get('file') !== fileHash ||
    call.form.get('source') !== sourceHash
  ) {
    throw changedMeanwhile()
  }
  const { name } = found.stream
  const decision = {
    stream: name,
    segment: segment.key,
    checkpoint: kind,
    verdict,
    note,
    fileHash,
    sourceHash,
  }
  addDecision(call.db, { ...decision, userId: call.person.id })
  if (call.htmx) return card(call, kind)
  if (call.form.get('alone') === null)
    return seeOther(`${tabHref(call, name)}#shot-${kind}-${encodeURIComponent(segment.key)}`)
  return seeOther(
    tabHref(call, name, verdict === 'approved' ? nextWaiting(call, kind, segment) : segment.key),
  )
}

/** After an approval the next that waits comes by itself; with none left, this one stays. */
function nextWaiting(call: PersonCall, kind: MediaKind, segment: Segment): string {
  const shots = shotsOf(call, streamIn(call), kind)
  const at = shots.findIndex(({ item }) => item.segment.key === segment.key)
  const open = [...shots.slice(at + 1), ...shots.slice(0, at)].find(({ item }) =>
    ['waiting', 'stale'].includes(item.state),
  )
  return open?.item.segment.key ?? segment.key
}

function generate(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const segment = segmentIn(call, found)
  if (call.generators[kind] === undefined) {
    throw new Refusal(
      422,
      `Nothing is set up that makes a ${kind}.`,
      'Add a generator to director.config.json.',
    )
  }
  // The origin of the file that is there now is told by the prompts of now.
  shotOf(call, found, kind, segment)
  tasks.enqueue(call.db, { stream: found.stream.name, segment: segment.key, kind }, call.person.id)
  call.queue.look()
  return call.htmx ? card(call, kind) : seeOther(tabHref(call, found.stream.name, segment.key))
}

function cancel(call: PersonCall): Answer {
  const task = tasks.taskWith(call.db, Number(call.params['id']))
  if (task === undefined) throw new Refusal(404, 'There is no such task.', 'It may be long over.')
  tasks.cancel(call.db, task.id)
  call.queue.look()
  return seeOther(streamHref(task.stream, `${task.kind}s`, task.segment))
}

/** The line of the newest task; when it has ended, what came of it takes the place of the whole card or page. */
function watch(call: PersonCall, on: 'card' | 'task'): Answer {
  const found = streamIn(call)
  const kind = kindIn(call)
  const { stream, viewer } = found
  const shot = shotOf(call, found, kind, segmentIn(call, found))
  if (isActive(shot.task)) return fragment(TaskWatch({ viewer, stream, shot, on }))
  if (on === 'task') return fragment(TaskWatch({ viewer, stream, shot, on }), ['HX-Refresh', 'true'])
  return fragment(ShotCard({ viewer, stream, shot }), ['HX-Retarget', 'closest article'])
}

function file(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const media = found.stream.media(kind, segmentIn(call, found))
  if (media === undefined) throw nowhere()
  return sending((request, response) =>
    sendMedia(request, response, call.root, `${found.stream.name}/${media.path}`),
  )
}

function version(call: PersonCall): Answer {
  const found = streamIn(call)
  const path = versionPath(
    found.stream.name,
    kindIn(call),
    segmentIn(call, found).key,
    call.params['version'] ?? '',
  )
  if (path === undefined) throw nowhere()
  return sending((request, response) => sendMedia(request, response, call.root, path))
}

function restoreVersion(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { key } = segmentIn(call, found)
  if (restore(call.root, found.stream.name, kind, key, call.params['version'] ?? '') === undefined)
    throw nowhere()
  return seeOther(tabHref(call, found.stream.name, key))
}

const SHOT = '/streams/:stream/:kind/:segment'

export const mediaRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream/:kind', access: 'viewer', handle: gallery },
  { method: 'GET', path: SHOT, access: 'viewer', handle: alone },
  { method: 'POST', path: SHOT, access: 'director', handle: decide },
  { method: 'GET', path: `${SHOT}/card`, access: 'viewer', handle: (call) => watch(call, 'card') },
  { method: 'GET', path: `${SHOT}/task`, access: 'viewer', handle: (call) => watch(call, 'task') },
  { method: 'GET', path: `${SHOT}/file`, access: 'viewer', handle: file },
  { method: 'POST', path: `${SHOT}/generate`, access: 'director', handle: generate },
  { method: 'GET', path: `${SHOT}/versions/:version`, access: 'viewer', handle: version },
  { method: 'POST', path: `${SHOT}/versions/:version`, access: 'director', handle: restoreVersion },
  { method: 'POST', path: '/tasks/:id/cancel', access: 'director', handle: cancel },
]
