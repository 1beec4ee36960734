import { StreamsPage } from '../pages/streams.tsx'
import { byUrgency, type Overview, overviewOf } from '../review/index.ts'
import { decisionsByStream } from '../store/index.ts'
import { readStream, streamNames } from '../streams/index.ts'
import { html } from './answer.ts'
import type { House, Route } from './context.ts'

/** Where every stream stands, what waits first. */
export function overviews({ db, root }: House): Overview[] {
  const decisions = decisionsByStream(db)
  return streamNames(root)
    .map((name) => overviewOf(db, readStream(root, name), decisions.get(name) ?? []))
    .sort(byUrgency)
}

export const listRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    access: 'viewer',
    handle: (call) =>
      html(StreamsPage({ person: call.person, formToken: call.formToken, streams: overviews(call) })),
  },
]
