import { expect, test } from 'vitest'
import {
  durationAsClock,
  durationInWords,
  overallFraction,
  phaseEtaSeconds,
  phaseSeconds,
  readProgress,
} from '../../src/contract/index.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

/** A story with one phase `a` that has these times and counts. */
function one(status: string, times: object = {}, counts?: object, updated = 0) {
  const view = readProgress({
    phases: { a: status },
    updated_ts: secondsAgo(updated),
    phase_times: { a: times },
    phase_progress: { a: counts },
  })
  const phase = view?.phases[0]
  if (!view || !phase) throw new Error('the story of this test does not read')
  return { view, phase }
}

const seconds = (...story: Parameters<typeof one>) => {
  const { view, phase } = one(...story)
  return phaseSeconds(phase, view, NOW)
}

const eta = (...story: Parameters<typeof one>) => {
  const { view, phase } = one(...story)
  return phaseEtaSeconds(phase, view, NOW)
}

test('every phase counts the same, a running one by its counts', () => {
  const view = readProgress({
    phases: { a: 'done', b: 'skipped', c: 'running', d: 'pending', e: 'error' },
    phase_progress: { c: { complete: 1, total: 4 }, e: { complete: 1, total: 2 } },
  })
  expect(view && overallFraction(view)).toBeCloseTo((1 + 1 + 0.25 + 0 + 0.5) / 5)
})

test.each([
  ['no counts', {}, 0],
  ['a total of 0', { complete: 0, total: 0 }, 0],
  ['more complete than there are', { complete: 9, total: 3 }, 1],
  ['counts that are no numbers', { complete: '1', total: null }, 0],
  ['negative counts', { complete: -1, total: 3 }, 0],
])('a running phase with %s is a fraction all the same', (_what, counts, fraction) => {
  expect(overallFraction(one('running', {}, counts).view)).toBe(fraction)
})

test('a phase that is over has its own figure, else the time between its two times', () => {
  expect(
    seconds('done', { started_ts: secondsAgo(90), finished_ts: secondsAgo(30), duration_seconds: 12 }),
  ).toBe(12)
  expect(seconds('done', { started_ts: secondsAgo(90), finished_ts: secondsAgo(30) })).toBe(60)
  expect(seconds('done', { started_ts: secondsAgo(30), finished_ts: secondsAgo(90) })).toBe(0)
  expect(seconds('done', { started_ts: secondsAgo(30) })).toBeUndefined()
  expect(seconds('pending')).toBeUndefined()
})

test('a running phase has the writer’s own measure, carried on since the last write', () => {
  expect(seconds('running', { started_ts: secondsAgo(90) })).toBe(90)
  expect(seconds('running', { started_ts: secondsAgo(90), elapsed_seconds: 50 }, undefined, 2)).toBe(52)
})

test('a clock that jumps by a day adds no day to a running phase and takes none away', () => {
  const times = { started_ts: secondsAgo(86_400), elapsed_seconds: 50 }
  expect(seconds('running', times, undefined, 86_400)).toBe(110)
  expect(seconds('running', times, undefined, -86_400)).toBe(50)
  expect(seconds('running', { started_ts: secondsAgo(-86_400) })).toBe(0)
})

test('the time that is left follows from the counts so far', () => {
  expect(eta('running', { started_ts: secondsAgo(30) }, { complete: 3, total: 9 })).toBe(60)
  expect(
    eta('running', { started_ts: secondsAgo(100), elapsed_seconds: 100 }, { complete: 10, total: 100 }),
  ).toBe(900)
})

test.each([
  ['it does not run', 'done', { complete: 3, total: 9 }],
  ['too little is done', 'running', { complete: 2, total: 9 }],
  ['less than a tenth is done', 'running', { complete: 9, total: 100 }],
  ['all is done', 'running', { complete: 9, total: 9 }],
  ['there are no counts', 'running', {}],
])('no time that is left is told when %s', (_what, status, counts) => {
  expect(eta(status, { started_ts: secondsAgo(30) }, counts)).toBeUndefined()
})

test.each([
  [0, '0 s', '0:00'],
  [59.9, '59 s', '0:59'],
  [60, '1 min', '1:00'],
  [125, '2 min', '2:05'],
  [3600, '1 h', '1:00:00'],
  [11_109, '3 h 5 min', '3:05:09'],
  [86_400, '1 d', '24:00:00'],
  [187_200, '2 d 4 h', '52:00:00'],
  [-5, '0 s', '0:00'],
  [Number.NaN, '0 s', '0:00'],
  [Number.POSITIVE_INFINITY, '0 s', '0:00'],
])('%f seconds are %s, or %s on a clock', (given, words, clock) => {
  expect(durationInWords(given)).toBe(words)
  expect(durationAsClock(given)).toBe(clock)
})
