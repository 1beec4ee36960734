/** What of a stream waits for the director: how much of each checkpoint, and of what size the film is. */
export type Open = {
  story: boolean
  spec: boolean
  keyframes: number
  videos: number
  /** What can be made next and waits for nobody else. */
  keyframesToMake: number
  videosToMake: number
  /** Everything is approved, nothing is online yet, and it can be put there from here. */
  ready: boolean
  segments: number
}

/** How much work can go on once she has decided, and which, in words for the list. */
export type Unblocked = { steps: number; words: string }

/**
 * Says what her decisions about a stream would let others go on with. A spec holds up every keyframe, a keyframe its
 * video, a video its place in the film, so that a spec of twenty segments comes before one picture.
 *
 * @example
 * unblockedBy({ story: false, spec: true, keyframes: 0, videos: 0, keyframesToMake: 0, videosToMake: 0, ready: false, segments: 20 })
 * // { steps: 20, words: 'lets 20 keyframes begin' }
 */
export function unblockedBy(open: Open): Unblocked {
  const { story, spec, keyframes, videos, keyframesToMake, videosToMake, ready, segments } = open
  const parts: Unblocked[] = [
    {
      steps: story ? 1 + segments : 0,
      words: segments === 0 ? 'lets the work on it begin' : 'lets the work on it go on',
    },
    {
      steps: spec ? Math.max(1, segments) : 0,
      words: segments === 0 ? 'lets the spec go on' : `lets ${counted(segments, 'keyframe')} begin`,
    },
    { steps: keyframesToMake, words: `brings ${counted(keyframesToMake, 'keyframe')} to judge` },
    { steps: keyframes, words: `lets ${counted(keyframes, 'video')} begin` },
    { steps: videosToMake, words: `brings ${counted(videosToMake, 'video')} to judge` },
    { steps: videos, words: `brings ${counted(videos, 'video')} into the film` },
    { steps: ready ? 1 : 0, words: 'brings it online' },
  ]
  return {
    steps: parts.reduce((sum, { steps }) => sum + steps, 0),
    words: parts.find(({ steps }) => steps > 0)?.words ?? '',
  }
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
