import type { VNode } from 'preact'
import type { Activity } from '../store/index.ts'
import { Page } from './layout.tsx'
import { Time, type Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'

export type ActivityQuery = { stream?: string; person?: string }

export type SegmentTitle = (stream: string, segment: string) => string | undefined

/** Who did what when, newest first. */
export function ActivityPage(props: {
  viewer: Viewer
  all: readonly Activity[]
  /** Titles of the streams that are still there, by folder. */
  titles: ReadonlyMap<string, string>
  /** The title of a segment that is still there. */
  segmentTitle: SegmentTitle
  people: readonly { name: string; displayName: string }[]
  query: ActivityQuery
  /** Where the next page begins; absent on the last. */
  older?: string
  /** Whether this is not the newest page. */
  isLater: boolean
}): VNode {
  const { viewer, all, titles, segmentTitle, people, query, older, isLater } = props
  const only = query.stream === undefined ? undefined : (titles.get(query.stream) ?? query.stream)
  return (
    <Page title="Activity" {...viewer} here="/activity">
      <h1>Activity</h1>
      <p class="under muted">Who did what, newest first.</p>
      <search>
        {' '}
        <form method="get" action="/activity" class="activity-filter">
          {query.stream !== undefined && <input type="hidden" name="stream" value={query.stream} />}
          <select name="person" aria-label="Person">
            <option value="">Everybody</option>
            {people.map(({ name, displayName }) => (
              <option key={name} value={name} selected={name === query.person}>
                {displayName}
              </option>
            ))}
          </select>
          <button type="submit">Show</button>
          {only !== undefined && (
            <p>
              Only <q>{only}</q> <a href={activityHref({ ...query, stream: undefined })}>Show all streams</a>
            </p>
          )}
        </form>
      </search>
      {all.length === 0 && <p class="empty-list">Nothing was done here yet.</p>}
      <ol class="acts">
        {all.map((act) => (
          <Act key={act.place} act={act} titles={titles} segmentTitle={segmentTitle} />
        ))}
      </ol>
      {(older !== undefined || isLater) && (
        <nav class="pages" aria-label="Pages">
          {isLater && (
            <a class="button" href={activityHref(query)}>
              Newest
            </a>
          )}
          {older !== undefined && (
            <a class="button" rel="next" href={activityHref(query, older)}>
              Earlier →
            </a>
          )}
        </nav>
      )}
    </Page>
  )
}

export function activityHref(
  { stream, person }: { stream?: string | undefined; person?: string | undefined },
  before?: string,
): string {
  const query = new URLSearchParams({
    ...(stream === undefined ? {} : { stream }),
    ...(person === undefined ? {} : { person }),
    ...(before === undefined ? {} : { before }),
  }).toString()
  return query === '' ? '/activity' : `/activity?${query}`
}

const WORDS: Readonly<Record<string, string>> = {
  withdrawn: 'took back a decision about',
  noted: 'noted something about',
  generated: 'asked for a new',
  restored: 'restored an earlier',
  unarchived: 'took back from the archive',
}

/** What was done, and to what, in words. */
function Act(props: {
  act: Activity
  titles: ReadonlyMap<string, string>
  segmentTitle: SegmentTitle
}): VNode {
  const { act, titles, segmentTitle } = props
  const { what, checkpoint, stream, segment, detail } = act
  const isMedia = detail === 'keyframe' || detail === 'video'
  const thing = checkpoint !== '' ? checkpoint : isMedia ? detail : ''
  const isPlain = what === 'changed' || what === 'was added' || (what === 'canceled' && !isMedia)
  const did = what === 'canceled' ? (isMedia ? 'canceled a new' : 'canceled the') : WORDS[what]
  const note = isMedia || isPlain || what === 'edited' ? '' : detail
  const nameOf = (key: string) => segmentTitle(stream, key) ?? `segment ${key}`
  return (
    <li class={`act ${what.replaceAll(' ', '-')}`}>
      <Time at={act.at} />
      <p>
        <b>{act.by}</b> {did ?? what}
        {isPlain && ` ${detail}`}
        {thing !== '' && ` ${did === undefined || checkpoint !== '' ? 'the ' : ''}${thing}`}
        {segment !== '' && ` of ${nameOf(segment)}`}
        {what === 'edited' && ` ${textIn(detail, nameOf)}`}
        {stream !== '' && (
          <>
            {thing !== '' || segment !== '' || what === 'edited' ? ' in ' : isPlain ? ' of ' : ' '}
            <StreamName name={stream} titles={titles} />
          </>
        )}
        {note !== '' && <q>{note}</q>}
      </p>
    </li>
  )
}

function StreamName({ name, titles }: { name: string; titles: ReadonlyMap<string, string> }): VNode {
  const title = titles.get(name)
  return title === undefined ? <i>{name}</i> : <a href={streamHref(name)}>{title}</a>
}

/** Which text an id names: `3:image_prompt` is the image prompt of segment 3, `visual_direction/mood` the mood. */
function textIn(id: string, nameOf: (segment: string) => string): string {
  const [, segment, field] = /^(.+):(\w+)$/.exec(id) ?? []
  if (segment !== undefined && field !== undefined) {
    return `the ${field.replaceAll('_', ' ')} of ${nameOf(segment)}`
  }
  const [whole = '', ...parts] = id.replaceAll('_', ' ').split('/')
  return parts.length === 0 ? `the ${whole || 'spec'}` : `the ${parts.join(', ')} of the ${whole}`
}
