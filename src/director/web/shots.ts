import { Refusal } from '../../http/index.ts'
import type { Counts, Filter } from '../pages/gallery.tsx'
import type { Shot } from '../pages/media.tsx'
import { judgeAll, type MediaItem, mediaJudge, outdatedBy } from '../review/index.ts'
import { type Task, tasks } from '../store/index.ts'
import type { MediaKind, Segment, Stream } from '../streams/index.ts'
import type { PersonCall } from './context.ts'
import type { StreamCall } from './stream-call.ts'

const KINDS: Readonly<Record<string, MediaKind>> = { keyframes: 'keyframe', videos: 'video' }

export const nowhere = () => new Refusal(404, 'There is nothing here.', 'Look at the address.')

/** @throws Refusal 404 */
export function kindIn({ params }: PersonCall): MediaKind {
  const given = params['kind'] ?? ''
  const kind = Object.hasOwn(KINDS, given) ? KINDS[given] : undefined
  if (kind === undefined) throw nowhere()
  return kind
}

/** @throws Refusal 404 */
export function segmentIn({ params }: PersonCall, stream: Stream): Segment {
  const found = stream.spec?.segments.find(({ key }) => key === params['segment'])
  if (found === undefined) throw new Refusal(404, 'There is no such segment.', 'Look at the spec.')
  return found
}

/** A picture or film as it is judged, and its newest task. */
export type Judged = { item: MediaItem; task: Task | undefined }

/** All pictures or films of a stream, in the order of its segments. */
export function allJudged(call: PersonCall, { stream, decided }: StreamCall, kind: MediaKind): Judged[] {
  const newest = new Map(tasks.newestTasks(call.db, stream.name, kind).map((task) => [task.segment, task]))
  return judgeAll(call.db, stream, decided, kind).map((item) => ({
    item,
    task: newest.get(item.segment.key),
  }))
}

const isShown = ({ item, task }: Judged, filter: Filter): boolean =>
  filter === '' || (filter === 'failed' ? task?.status === 'failed' : item.state === filter)

export const shownBy = (all: readonly Judged[], filter: Filter): Judged[] =>
  all.filter((one) => isShown(one, filter))

export function countsOf(all: readonly Judged[]): Counts {
  const count = (filter: Filter) => shownBy(all, filter).length
  return {
    '': all.length,
    waiting: count('waiting'),
    stale: count('stale'),
    rejected: count('rejected'),
    failed: count('failed'),
    approved: count('approved'),
    missing: count('missing'),
  }
}

/** A task that is done says so until somebody decides, or another file comes. */
function isOfBefore({ status, finishedAt }: Task, { file, decision }: MediaItem): boolean {
  if (status !== 'done') return false
  const isDecided = decision !== undefined && decision.at > finishedAt
  return isDecided || (file !== undefined && Number(file.stamp.mtimeNs) / 1e6 >= Date.parse(finishedAt) + 1)
}

/** With what a page needs to show it: what a new file would outdate is only asked for where it is seen. */
export function toShots(call: PersonCall, { stream, decided }: StreamCall, some: readonly Judged[]): Shot[] {
  const judge = mediaJudge(call.db, stream, decided)
  return some.map(({ item, task }) => ({
    item,
    task: task && isOfBefore(task, item) ? undefined : task,
    canGenerate: call.generators[item.kind] !== undefined,
    outdates: outdatedBy(stream, item, () => judge('video', item.segment)),
  }))
}

export function shotOf(call: PersonCall, found: StreamCall, kind: MediaKind, segment: Segment): Shot {
  const item = mediaJudge(call.db, found.stream, found.decided)(kind, segment)
  const task = tasks.lastTask(call.db, { stream: found.stream.name, segment: segment.key, kind })
  const [shot] = toShots(call, found, [{ item, task }])
  if (shot === undefined) throw nowhere()
  return shot
}
