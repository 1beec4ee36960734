import { expect, test } from 'vitest'
import { unblockedBy } from '../../src/director/review/index.ts'

const nothing = {
  story: false,
  spec: false,
  keyframes: 0,
  videos: 0,
  keyframesToMake: 0,
  videosToMake: 0,
  ready: false,
  segments: 0,
}

test.each([
  ['nothing open', {}, 0, ''],
  ['a story that has no spec yet', { story: true }, 1, 'lets the work on it begin'],
  ['a story with a spec', { story: true, segments: 4 }, 5, 'lets the work on it go on'],
  ['a spec', { spec: true, segments: 20 }, 20, 'lets 20 keyframes begin'],
  ['a spec without segments', { spec: true }, 1, 'lets the spec go on'],
  ['one keyframe', { keyframes: 1, segments: 20 }, 1, 'lets 1 video begin'],
  ['keyframes', { keyframes: 7, segments: 20 }, 7, 'lets 7 videos begin'],
  ['videos', { videos: 3, segments: 20 }, 3, 'brings 3 videos into the film'],
  ['a finished film', { ready: true, segments: 20 }, 1, 'brings it online'],
  ['keyframes to make', { keyframesToMake: 3, segments: 20 }, 3, 'brings 3 keyframes to judge'],
  ['one video to make', { videosToMake: 1, keyframes: 2 }, 3, 'lets 2 videos begin'],
  ['keyframes and videos', { keyframes: 2, videos: 3, segments: 20 }, 5, 'lets 2 videos begin'],
])('%s unblocks its steps', (_name, open, steps, words) => {
  expect(unblockedBy({ ...nothing, ...open })).toEqual({ steps, words })
})

test('a spec comes before the keyframes of a film of its size, and they before its videos', () => {
  const size = { ...nothing, segments: 10 }
  const spec = unblockedBy({ ...size, spec: true, keyframes: 1 }).steps
  const keyframes = unblockedBy({ ...size, keyframes: 10 }).steps
  const videos = unblockedBy({ ...size, videos: 9 }).steps
  expect([spec, keyframes, videos]).toEqual([spec, keyframes, videos].toSorted((a, b) => b - a))
})
