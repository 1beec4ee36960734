import { expect, test } from 'vitest'
import type { Seen } from '../../../viewer/src/judge/picture.ts'
import { byAttention, pressing } from '../../../viewer/src/story-index/order.ts'

const listed = (name: string, state: Seen['state'], updatedMs?: number) => ({
  name,
  seen: { state },
  updatedMs,
})

test.each<[what: string, before: ReturnType<typeof listed>, after: ReturnType<typeof listed>]>([
  ['paused before degraded', listed('b', 'paused', 1), listed('a', 'degraded', 9)],
  ['degraded before stopped', listed('b', 'degraded', 1), listed('a', 'dead', 9)],
  ['degraded before stuck', listed('b', 'degraded', 1), listed('a', 'stuck', 9)],
  ['degraded before who waits to be looked at', listed('b', 'degraded', 1), listed('a', 'inspect', 9)],
  ['stuck before alive', listed('b', 'stuck', 1), listed('a', 'alive', 9)],
  ['stopped before alive', listed('b', 'dead', 1), listed('a', 'alive', 9)],
  ['failed before alive', listed('b', 'failed', 1), listed('a', 'alive', 9)],
  ['alive before resting', listed('b', 'alive', 1), listed('a', 'idle', 9)],
  ['resting before not begun', listed('b', 'idle', 1), listed('a', 'waiting', 9)],
  ['not begun before finished', listed('b', 'waiting', 1), listed('a', 'finished', 9)],
  ['of two alike the newer first', listed('b', 'alive', 2), listed('a', 'alive', 1)],
  ['stuck and stopped alike: the newer first', listed('b', 'dead', 2), listed('a', 'stuck', 1)],
  ['one with a time before one without', listed('b', 'alive', 1), listed('a', 'alive')],
  ['of two of one moment by name', listed('a', 'alive', 1), listed('b', 'alive', 1)],
])('%s', (_what, before, after) => {
  expect([after, before].sort(byAttention)).toEqual([before, after])
  expect([before, after].sort(byAttention)).toEqual([before, after])
})

test('of a story and the run in its folder the more pressing one is told', () => {
  const story: Seen = { state: 'alive', reason: 'story' }
  const paused: Seen = { state: 'paused', reason: 'run' }
  expect(pressing(story, paused)).toBe(paused)
  expect(pressing(story, { state: 'finished', reason: 'run' })).toBe(story)
  expect(pressing(story, { state: 'alive', reason: 'run' })).toBe(story)
  expect(pressing(undefined, paused)).toBe(paused)
  expect(pressing(story, undefined)).toBe(story)
})
