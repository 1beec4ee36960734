import { ActivityPage, type ActivityQuery } from '../pages/activity.tsx'
import { FiguresPage } from '../pages/figures.tsx'
import { figuresOf } from '../review/index.ts'
import { activityIn, allUsers, decisionsByStream, generatedCounts } from '../store/index.ts'
import { isStream, readStream, type Stream } from '../streams/index.ts'
import { type Answer, html } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { overviews } from './stream-list.ts'

const PAGE = 50

/** Names come from the record: a stream may be gone since. */
const streamsOf = (root: string, names: readonly string[]): ReadonlyMap<string, Stream> =>
  new Map(
    [...new Set(names)].filter((name) => isStream(root, name)).map((name) => [name, readStream(root, name)]),
  )

const titlesOf = (streams: ReadonlyMap<string, Stream>): ReadonlyMap<string, string> =>
  new Map([...streams].map(([name, { title }]) => [name, title]))

function activity(call: PersonCall): Answer {
  const { db, root, query, person, formToken } = call
  const [stream, name, before] = [query.get('stream'), query.get('person'), query.get('before')]
  const filter: ActivityQuery = {
    ...(stream ? { stream } : {}),
    ...(name ? { person: name } : {}),
  }
  const found = activityIn(db, { ...filter, ...(before ? { before } : {}) }, PAGE + 1)
  const all = found.slice(0, PAGE)
  const older = found.length > PAGE ? all.at(-1)?.place : undefined
  const streams = streamsOf(
    root,
    [...all.map((act) => act.stream), stream ?? ''].filter((one) => one !== ''),
  )
  return html(
    ActivityPage({
      viewer: { person, formToken },
      all,
      titles: titlesOf(streams),
      segmentTitle: (of, segment) =>
        streams.get(of)?.spec?.segments.find(({ key }) => key === segment)?.title,
      people: allUsers(db).map(({ name: login, displayName }) => ({ name: login, displayName })),
      query: filter,
      isLater: before !== null,
      ...(older === undefined ? {} : { older }),
    }),
  )
}

function figures(call: PersonCall): Answer {
  const { db, root, person, formToken } = call
  const found = figuresOf(decisionsByStream(db), generatedCounts(db), overviews(call))
  const titles = titlesOf(
    streamsOf(
      root,
      found.hard.map(({ stream }) => stream),
    ),
  )
  return html(FiguresPage({ viewer: { person, formToken }, figures: found, titles }))
}

export const overviewRoutes: readonly Route[] = [
  { method: 'GET', path: '/activity', access: 'viewer', handle: activity },
  { method: 'GET', path: '/figures', access: 'viewer', handle: figures },
]
