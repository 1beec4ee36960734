import type { Checkpoint, Database, Decision } from '../store/index.ts'
import type { MediaKind, Segment, Stream } from '../streams/index.ts'
import { decidedBy, judgeText, mediaJudge, type State } from './judge.ts'
import { unblockedBy } from './urgency.ts'

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
  /** Not there, though nothing stands in the way of having it made from here. */
  toMake: number
}

/** What the dashboard can have done, and what it is doing already. */
export type Means = {
  makes(kind: MediaKind): boolean
  deploys: boolean
  isUnderWay(stream: string, kind: MediaKind, segment: string): boolean
}

export type Overview = {
  name: string
  title: string
  status: Status
  checkpoints: readonly Progress[]
  /** What waits for the director, in words, in the order of the work. */
  waiting: readonly string[]
  /** How many further steps could go on if she decided all that waits, and had made what can be made. */
  unblocks: number
  /** Which steps, in words; empty when nothing waits. */
  unblocksWhat: string
  problems: readonly string[]
}

/** Says where a stream stands and what waits: for a decision, or only for somebody who has it made. */
export function overviewOf(
  db: Database,
  stream: Stream,
  decisions: readonly Decision[],
  means: Means,
): Overview {
  const decided = decidedBy(decisions)
  const judge = mediaJudge(db, stream, decided)
  const segments = stream.spec?.segments ?? []
  // What nobody decided about is not read: a list of a thousand streams needs only to know whether it is there.
  const stateOf = (kind: MediaKind, segment: Segment): State => {
    if (decided(kind, segment.key) !== undefined) return judge(kind, segment).state
    return stream.hasMedia(kind, segment) ? 'waiting' : 'missing'
  }
  const states = (kind: MediaKind) => segments.map((segment) => stateOf(kind, segment))
  const toMake = (kind: MediaKind, all: readonly State[], isBaseApproved: (index: number) => boolean) =>
    means.makes(kind)
      ? segments.filter(
          ({ key }, index) =>
            all[index] === 'missing' && isBaseApproved(index) && !means.isUnderWay(stream.name, kind, key),
        ).length
      : 0
  const story = progressOf('story', 'Story', [judgeText(stream, 'story', decided).state])
  const spec = progressOf('spec', 'Spec', [judgeText(stream, 'spec', decided).state])
  const [keyframeStates, videoStates] = [states('keyframe'), states('video')]
  const keyframes = progressOf(
    'keyframe',
    'Keyframes',
    keyframeStates,
    toMake('keyframe', keyframeStates, () => spec.approved > 0),
  )
  const videos = progressOf(
    'video',
    'Videos',
    videoStates,
    toMake('video', videoStates, (index) => keyframeStates[index] === 'approved'),
  )
  const checkpoints = [story, spec, keyframes, videos]
  const status = statusOf(stream, checkpoints)
  const isReady = status === 'ready' && means.deploys
  const { steps, words } = unblockedBy({
    story: open(story) > 0,
    spec: open(spec) > 0,
    keyframes: open(keyframes),
    videos: open(videos),
    keyframesToMake: keyframes.toMake,
    videosToMake: videos.toMake,
    ready: isReady,
    segments: segments.length,
  })
  return {
    name: stream.name,
    title: stream.title,
    status,
    checkpoints,
    waiting: [...checkpoints.flatMap(inWords), ...(isReady ? ['ready to deploy'] : [])],
    unblocks: steps,
    unblocksWhat: words,
    problems: stream.problems,
  }
}

/** A stream whose folder has a name that no address can mean: it is told, and can't be opened. */
export const unopenable = (name: string): Overview => ({
  name,
  title: name,
  status: 'new',
  checkpoints: [],
  waiting: [],
  unblocks: 0,
  unblocksWhat: '',
  problems: [
    `The name of the folder ${name} can't stand in an address, so it can't be opened here. Rename it: leave out \\ and what follows a %.`,
  ],
})

/** Most unblocked first; what waits for nobody comes last, by name. */
export const byUrgency = (one: Overview, other: Overview): number =>
  other.unblocks - one.unblocks || TITLES.compare(one.title, other.title)

/** Made once: comparing a thousand titles is slow otherwise. */
const TITLES = new Intl.Collator(undefined, { numeric: true })

const open = ({ waiting, stale }: Progress) => waiting + stale

function progressOf(checkpoint: Checkpoint, label: string, states: readonly State[], toMake = 0): Progress {
  const count = (state: State) => states.filter((one) => one === state).length
  return {
    checkpoint,
    label,
    total: states.length,
    approved: count('approved'),
    waiting: count('waiting'),
    stale: count('stale'),
    rejected: count('rejected'),
    toMake,
  }
}

function statusOf(stream: Stream, [, , keyframes, videos]: readonly Progress[]): Status {
  if (stream.deployment !== undefined) return 'deployed'
  const segments = stream.spec?.segments ?? []
  if (stream.spec === undefined) return 'new'
  if (segments.every((segment) => !stream.hasMedia('keyframe', segment))) return 'spec ready'
  if (keyframes === undefined || keyframes.approved < keyframes.total) return 'keyframes'
  return videos === undefined || videos.approved < videos.total ? 'videos' : 'ready'
}

const THINGS: Readonly<Record<Checkpoint, readonly [string, string]>> = {
  story: ['the story to read', 'stories to read'],
  spec: ['the spec to check', 'specs to check'],
  keyframe: ['keyframe to judge', 'keyframes to judge'],
  video: ['video to judge', 'videos to judge'],
}

function inWords({ checkpoint, waiting, stale, toMake }: Progress): string[] {
  const [one, many] = THINGS[checkpoint]
  const whole = checkpoint === 'story' || checkpoint === 'spec'
  const counted = whole ? one : `${waiting} ${waiting === 1 ? one : many}`
  return [
    ...(waiting > 0 ? [counted] : []),
    ...(stale > 0
      ? [whole ? `the ${checkpoint} changed` : `${stale} stale ${checkpoint}${stale === 1 ? '' : 's'}`]
      : []),
    ...(toMake > 0 ? [`${toMake} ${checkpoint}${toMake === 1 ? '' : 's'} to make`] : []),
  ]
}
