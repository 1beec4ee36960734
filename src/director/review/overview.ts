import type { Checkpoint, Database, Decision } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { decidedBy, type Item, judgeText, mediaJudge } from './judge.ts'

export type Status = 'new' | 'spec ready' | 'keyframes' | 'videos' | 'ready' | 'deployed'

/** How far one checkpoint of a stream is. */
export type Progress = {
  checkpoint: Checkpoint
  label: string
  total: number
  approved: number
  /** There, and nobody has decided. */
  waiting: number
  stale: number
  rejected: number
}

export type Overview = {
  name: string
  title: string
  status: Status
  checkpoints: readonly Progress[]
  /** What waits for the director, in words, most important first. */
  waiting: readonly string[]
  /** How many further steps could go on if she decided all that waits. */
  unblocks: number
  problems: readonly string[]
}

/** Says where a stream stands and what waits for a decision. */
export function overviewOf(db: Database, stream: Stream, decisions: readonly Decision[]): Overview {
  const decided = decidedBy(decisions)
  const judge = mediaJudge(db, stream, decided, true)
  const segments = stream.spec?.segments ?? []
  const story = progressOf('story', 'Story', [judgeText(stream, 'story', decided)])
  const spec = progressOf('spec', 'Spec', [judgeText(stream, 'spec', decided)])
  const keyframes = progressOf(
    'keyframe',
    'Keyframes',
    segments.map((segment) => judge('keyframe', segment)),
  )
  const videos = progressOf(
    'video',
    'Videos',
    segments.map((segment) => judge('video', segment)),
  )
  const checkpoints = [story, spec, keyframes, videos]
  const status = statusOf(stream, checkpoints)
  const isReady = status === 'ready'
  return {
    name: stream.name,
    title: stream.title,
    status,
    checkpoints,
    waiting: [...checkpoints.flatMap(inWords), ...(isReady ? ['ready to deploy'] : [])],
    unblocks:
      (open(story) > 0 ? 1 + segments.length : 0) +
      (open(spec) > 0 ? Math.max(1, segments.length) : 0) +
      open(keyframes) +
      open(videos) +
      (isReady ? 1 : 0),
    problems: stream.problems,
  }
}

/** Most unblocked first; what waits for nobody comes last, by name. */
export const byUrgency = (one: Overview, other: Overview): number =>
  other.unblocks - one.unblocks || one.title.localeCompare(other.title)

const open = ({ waiting, stale }: Progress) => waiting + stale

function progressOf(checkpoint: Checkpoint, label: string, items: readonly Item[]): Progress {
  const count = (state: Item['state']) => items.filter((item) => item.state === state).length
  return {
    checkpoint,
    label,
    total: items.length,
    approved: count('approved'),
    waiting: count('waiting'),
    stale: count('stale'),
    rejected: count('rejected'),
  }
}

function statusOf(stream: Stream, [, , keyframes, videos]: readonly Progress[]): Status {
  if (stream.deployment !== undefined) return 'deployed'
  const segments = stream.spec?.segments ?? []
  if (stream.spec === undefined) return 'new'
  if (segments.every((segment) => stream.media('keyframe', segment) === undefined)) return 'spec ready'
  if (keyframes === undefined || keyframes.approved < keyframes.total) return 'keyframes'
  return videos === undefined || videos.approved < videos.total ? 'videos' : 'ready'
}

const THINGS: Readonly<Record<Checkpoint, readonly [string, string]>> = {
  story: ['the story to read', 'stories to read'],
  spec: ['the spec to check', 'specs to check'],
  keyframe: ['keyframe to judge', 'keyframes to judge'],
  video: ['video to judge', 'videos to judge'],
}

function inWords({ checkpoint, waiting, stale }: Progress): string[] {
  const [one, many] = THINGS[checkpoint]
  const whole = checkpoint === 'story' || checkpoint === 'spec'
  const counted = whole ? one : `${waiting} ${waiting === 1 ? one : many}`
  return [
    ...(waiting > 0 ? [counted] : []),
    ...(stale > 0
      ? [whole ? `the ${checkpoint} changed` : `${stale} stale ${checkpoint}${stale === 1 ? '' : 's'}`]
      : []),
  ]
}
