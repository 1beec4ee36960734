import { StreamsPage } from '../pages/streams.tsx'
import {
  byUrgency,
  filtered,
  type ListFilter,
  type Overview,
  overviewOf,
  STATUSES,
  unopenable,
} from '../review/index.ts'
import { archivedStreams, decisionsByStream } from '../store/index.ts'
import { hasAddress, readStream, streamNames } from '../streams/index.ts'
import { html } from './answer.ts'
import type { House, PersonCall, Route } from './context.ts'
import { meansOf } from './means.ts'

/** So many streams stand on one page of the list. */
export const PAGE = 40

/** Where every stream stands, what waits first. */
export function overviews(
  house: Pick<House, 'db' | 'root' | 'generators' | 'deploy'>,
  names = streamNames(house.root),
): Overview[] {
  const { db, root } = house
  const means = meansOf(house)
  const decisions = decisionsByStream(db)
  return names
    .map((name) =>
      hasAddress(name)
        ? overviewOf(db, readStream(root, name), decisions.get(name) ?? [], means)
        : unopenable(name),
    )
    .sort(byUrgency)
}

function filterIn(query: URLSearchParams): ListFilter {
  const status = STATUSES.find((known) => known === query.get('status'))
  const only = (['waiting', 'problems'] as const).find((known) => known === query.get('only'))
  return {
    text: (query.get('q') ?? '').trim().slice(0, 200),
    ...(status === undefined ? {} : { status }),
    ...(only === undefined ? {} : { only }),
  }
}

function list(call: PersonCall) {
  const { query, db, root } = call
  const archived = archivedStreams(db)
  const isArchive = query.get('archived') === '1'
  const names = streamNames(root)
  const all = overviews(
    call,
    names.filter((name) => archived.has(name) === isArchive),
  )
  const filter = filterIn(query)
  const found = filtered(all, filter)
  const pages = Math.max(1, Math.ceil(found.length / PAGE))
  const page = Math.min(pages, Math.max(1, Math.floor(Number(query.get('page'))) || 1))
  return html(
    StreamsPage({
      viewer: { person: call.person, formToken: call.formToken },
      shown: found.slice((page - 1) * PAGE, page * PAGE).map((overview) => ({
        overview,
        ...(hasAddress(overview.name) ? { stream: readStream(root, overview.name) } : {}),
      })),
      found: found.length,
      counts: {
        all: all.length,
        waiting: all.filter(({ unblocks }) => unblocks > 0).length,
        problems: all.filter(({ problems }) => problems.length > 0).length,
        archived: isArchive ? all.length : names.filter((name) => archived.has(name)).length,
      },
      filter,
      isArchive,
      page,
      pages,
    }),
  )
}

export const listRoutes: readonly Route[] = [{ method: 'GET', path: '/', access: 'viewer', handle: list }]
