import { Refusal } from '../../http/index.ts'
import type { Overtaken } from '../pages/decision-form.tsx'
import { CardUpdate } from '../pages/gallery.tsx'
import { TAB_OF } from '../pages/media.tsx'
import { ShotPage } from '../pages/shot.tsx'
import { streamHref } from '../pages/streams.tsx'
import { isActive, TaskWatch } from '../pages/task.tsx'
import type { Conflict } from '../pages/value-field.tsx'
import { readAhead } from '../review/index.ts'
import { addEvent, tasks } from '../store/index.ts'
import type { MediaKind, Segment } from '../streams/index.ts'
import { type Answer, fragment, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { decideAbout, lastActOf, undoBeside } from './decide.ts'
import { enqueue } from './generate.ts'
import { allJudged, countsOf, kindIn, segmentIn, shotOf } from './shots.ts'
import { streamIn } from './stream-call.ts'
import { versionsIn } from './version-routes.ts'

/**
 * The page of one picture or film.
 *
 * @param conflicts prompts that somebody else changed while this person typed
 * @param overtaken a decision that was not taken, because somebody else was quicker
 */
export async function alone(
  call: PersonCall,
  conflicts: readonly Conflict[] = [],
  overtaken?: Overtaken,
): Promise<Answer> {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { stream, viewer } = found
  const segment = segmentIn(call, stream)
  await readAhead(call.db, stream, ['keyframe', kind])
  const segments = stream.spec?.segments ?? []
  const shot = shotOf(call, found, kind, segment)
  const page = ShotPage({
    viewer,
    stream,
    shot,
    segments,
    index: segments.indexOf(segment),
    decisions: found.decisions.filter((one) => one.checkpoint === kind && one.segment === segment.key),
    versions: versionsIn(call, stream, kind, segment),
    undo: undoBeside(call, found, shot.item),
    conflicts,
    overtaken,
  })
  return html(page, conflicts.length > 0 || overtaken !== undefined ? 409 : 200)
}

/** The card after a change, with the counts above it; for htmx. */
function card(
  call: PersonCall,
  kind: MediaKind,
  headers: readonly string[] = [],
  overtaken?: Overtaken,
): Answer {
  const found = streamIn(call)
  const { stream, viewer } = found
  const shot = shotOf(call, found, kind, segmentIn(call, stream))
  const counts = countsOf(allJudged(call, found, kind))
  const lastAct = lastActOf(call, found)
  const update = CardUpdate({ viewer, stream, shot, counts, lastAct, overtaken })
  return fragment(update, headers, overtaken === undefined ? 200 : 409)
}

function decide(call: PersonCall): Answer | Promise<Answer> {
  const kind = kindIn(call)
  const found = streamIn(call)
  const segment = segmentIn(call, found.stream)
  const { item } = shotOf(call, found, kind, segment)
  const { verdict, overtaken } = decideAbout(call, found.stream, item, segment.key)
  const isAlone = call.form.get('alone') !== null
  if (call.htmx && !isAlone) return card(call, kind, [], overtaken)
  if (overtaken !== undefined) return alone(call, [], overtaken)
  const { name } = found.stream
  if (!isAlone) return seeOther(`${tabHref(call, name)}#shot-${kind}-${encodeURIComponent(segment.key)}`)
  const next =
    verdict === 'approved' || verdict === 'rejected' ? nextWaiting(call, kind, segment) : segment.key
  return seeOther(tabHref(call, name, next))
}

export const tabHref = (call: PersonCall, stream: string, ...rest: string[]) =>
  streamHref(stream, call.params['kind'] ?? '', ...rest)

/** After a decision the next that waits comes by itself; with none left, this one stays. */
function nextWaiting(call: PersonCall, kind: MediaKind, segment: Segment): string {
  const all = allJudged(call, streamIn(call), kind)
  const at = all.findIndex(({ item }) => item.segment.key === segment.key)
  const open = [...all.slice(at + 1), ...all.slice(0, at)].find(({ item }) =>
    ['waiting', 'stale'].includes(item.state),
  )
  return open?.item.segment.key ?? segment.key
}

async function generate(call: PersonCall): Promise<Answer> {
  const kind = kindIn(call)
  const found = streamIn(call)
  const segment = segmentIn(call, found.stream)
  await enqueue(call, found, kind, [shotOf(call, found, kind, segment).item])
  return call.htmx ? card(call, kind) : seeOther(tabHref(call, found.stream.name, segment.key))
}

async function cancel(call: PersonCall): Promise<Answer> {
  const task = tasks.taskWith(call.db, Number(call.params['id']))
  if (task === undefined) throw new Refusal(404, 'There is no such task.', 'It may be long over.')
  const { stream, segment } = task
  // Of two people who press it, one did it.
  if (await call.queue.cancel(task.id)) {
    const detail = task.kind === 'deploy' ? 'deployment' : task.kind
    addEvent(call.db, { userId: call.person.id, kind: 'canceled', stream, segment, detail })
  }
  if (task.kind === 'deploy') return seeOther(streamHref(task.stream, 'preview'))
  return seeOther(streamHref(task.stream, TAB_OF[task.kind], task.segment))
}

/** The line of the newest task; when it has ended, what came of it takes the place of the whole card or page. */
function watch(call: PersonCall, on: 'card' | 'task'): Answer {
  const found = streamIn(call)
  const kind = kindIn(call)
  const { stream, viewer } = found
  const shot = shotOf(call, found, kind, segmentIn(call, stream))
  if (isActive(shot.task)) return fragment(TaskWatch({ viewer, stream, shot, on }))
  if (on === 'task') return fragment(TaskWatch({ viewer, stream, shot, on }), ['HX-Refresh', 'true'])
  return card(call, kind, ['HX-Retarget', 'closest article'])
}

const SHOT = '/streams/:stream/:kind/:segment'

export const shotRoutes: readonly Route[] = [
  { method: 'GET', path: SHOT, access: 'viewer', handle: (call) => alone(call) },
  { method: 'POST', path: SHOT, access: 'director', handle: decide },
  { method: 'GET', path: `${SHOT}/card`, access: 'viewer', handle: (call) => watch(call, 'card') },
  { method: 'GET', path: `${SHOT}/task`, access: 'viewer', handle: (call) => watch(call, 'task') },
  { method: 'POST', path: `${SHOT}/generate`, access: 'director', handle: generate },
  { method: 'POST', path: '/tasks/:id/cancel', access: 'director', handle: cancel },
]
