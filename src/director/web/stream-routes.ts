import { StreamPage } from '../pages/stream.tsx'
import { streamHref } from '../pages/streams.tsx'
import { overviewOf } from '../review/index.ts'
import { archivedStreams } from '../store/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { meansOf } from './means.ts'
import { streamIn } from './stream-call.ts'

function show(call: PersonCall): Answer {
  const { stream, decisions, viewer } = streamIn(call)
  const overview = overviewOf(call.db, stream, decisions, meansOf(call))
  return html(StreamPage({ viewer, stream, overview, isArchived: archivedStreams(call.db).has(stream.name) }))
}

/** Archiving is a word about a stream, which `record` keeps; its folder stays where it is. */
const putAway = (call: PersonCall): Answer => seeOther(streamHref(streamIn(call).stream.name))

export const streamRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream', access: 'viewer', handle: show },
  { method: 'POST', path: '/streams/:stream/archive', access: 'director', handle: putAway },
  { method: 'POST', path: '/streams/:stream/unarchive', access: 'director', handle: putAway },
]
