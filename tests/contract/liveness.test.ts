import { expect, test } from 'vitest'
import {
  isEarlierFailure,
  judgeLiveness,
  type Observation,
  type ProgressView,
  readProgress,
} from '../../src/contract/index.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const DAY = 24 * 3600
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

/** A story whose director phase runs, written by a tracker with a heartbeat of 5 s. */
function story(keys: { [key: string]: unknown } = {}): ProgressView {
  const view = readProgress({
    phases: { reddit: 'done', director: 'running', production: 'pending' },
    phase_order: ['reddit', 'director', 'production'],
    updated_ts: secondsAgo(1),
    progress_ts: secondsAgo(1),
    current_step: 'writing\nscene 3',
    pid: 4711,
    host: 'studio',
    heartbeat_seconds: 5,
    quiet_seconds: 0,
    stuck_after_seconds: 300,
    ...keys,
  })
  if (!view) throw new Error('the story of this test does not read')
  return view
}

/** The same story from a writer that knows only the five keys. */
const fiveKeys = (age: number) =>
  story({
    updated_ts: secondsAgo(age),
    progress_ts: undefined,
    heartbeat_seconds: undefined,
    quiet_seconds: undefined,
    stuck_after_seconds: undefined,
    pid: undefined,
    host: undefined,
  })

const judge = (view: ProgressView, seen: Partial<Observation> = {}) =>
  judgeLiveness(view, { nowMs: NOW, ...seen })

test.each([
  ['nothing has started', { reddit: 'pending' }, {}, 'waiting', 'no phase has started yet'],
  [
    'it was closed between two phases',
    { a: 'done', b: 'pending' },
    { closed_ts: secondsAgo(1) },
    'idle',
    'nothing is running; next: B',
  ],
  [
    'all are done or skipped',
    { a: 'done', b: 'skipped', c: 'done' },
    {},
    'finished',
    '2 phases done, 1 skipped',
  ],
  ['the end is written', { a: 'pending' }, { finished_ts: secondsAgo(9) }, 'finished', 'all phases are done'],
  ['a phase failed', { a: 'error' }, { error: 'no\nroom' }, 'failed', 'A failed: no room'],
  [
    'the message says that it failed',
    { a: 'error' },
    { error: '1 of 2 failed: b' },
    'failed',
    'A: 1 of 2 failed: b',
  ],
  [
    'the end is written over a failure',
    { a: 'error' },
    { error: '1 of 2 failed: b', finished_ts: secondsAgo(9) },
    'failed',
    'finished with failures: A: 1 of 2 failed: b',
  ],
  ['a phase failed without a word', { a: 'error', b: 'pending' }, {}, 'failed', 'A failed'],
  ['the story failed between phases', { a: 'done', b: 'pending' }, { error: 'no room' }, 'failed', 'no room'],
  ['a word is unknown', { a: 'DONE' }, {}, 'waiting', 'no phase has started yet'],
])('at rest: %s', (_what, phases, keys, state, reason) => {
  const view = story({ phases, phase_order: [], ...keys })
  for (const writer of ['present', 'gone', 'unknown'] as const) {
    expect(judge(view, { writer })).toEqual({ state, reason })
  }
})

test('a writer that is gone between two phases without a word is dead', () => {
  const view = story({ phases: { a: 'done', b: 'pending' }, phase_order: [] })
  expect(judge(view, { writer: 'gone' })).toEqual({
    state: 'dead',
    reason: 'the pipeline (pid 4711) is gone before B',
  })
  for (const writer of ['present', 'unknown'] as const) {
    expect(judge(view, { writer })).toEqual({ state: 'idle', reason: 'nothing is running; next: B' })
  }
})

test('a phase that failed in an earlier run does not make this one failed', () => {
  const keys = {
    phases: { a: 'done', b: 'error' },
    phase_order: [],
    phase_times: { b: { started_ts: secondsAgo(90), finished_ts: secondsAgo(60) } },
    error: 'Process 7 ended',
  }
  const restarted = story({ ...keys, process_started_ts: secondsAgo(30) })
  expect(restarted.phases.map((phase) => isEarlierFailure(phase, restarted))).toEqual([false, true])
  expect(judge(restarted, { writer: 'present' })).toMatchObject({
    state: 'idle',
    reason: 'nothing is running; next: B',
  })
  const same = story({ ...keys, process_started_ts: secondsAgo(99) })
  expect(judge(same, { writer: 'present' })).toMatchObject({ state: 'failed' })
  const over = story({ ...keys, process_started_ts: secondsAgo(30), closed_ts: secondsAgo(1) })
  expect(judge(over, { writer: 'gone' })).toMatchObject({ state: 'failed' })
})

test('a heartbeat on time is alive, whether or not the process can be seen', () => {
  for (const writer of ['present', 'unknown'] as const) {
    expect(judge(story(), { writer })).toEqual({ state: 'alive', reason: 'heartbeat on time' })
  }
})

test('a writer that is gone is dead at once, however fresh its last heartbeat', () => {
  expect(judge(story(), { writer: 'gone' })).toEqual({
    state: 'dead',
    reason: 'the pipeline (pid 4711) is gone while Director was running; last step: writing scene 3',
  })
})

test('all running phases are named', () => {
  const view = story({ phases: { director: 'running', production: 'running' }, phase_order: [] })
  expect(judge(view, { writer: 'gone' }).reason).toContain('while Director and Production were running')
})

test('a writer that left in good order while a phase ran is dead', () => {
  const view = story({ closed_ts: secondsAgo(1) })
  expect(judge(view, { writer: 'present' })).toMatchObject({
    state: 'dead',
    reason: expect.stringContaining('the pipeline ended while Director was running'),
  })
})

test('out of sight, a missed heartbeat is dead after the interval and a second, not before', () => {
  expect(judge(story({ updated_ts: secondsAgo(5.9) }), { writer: 'unknown' }).state).toBe('alive')
  expect(judge(story({ updated_ts: secondsAgo(130) }), { writer: 'unknown' })).toEqual({
    state: 'dead',
    reason: 'no heartbeat for 2 min; last step: writing scene 3',
  })
  expect(judge(story({ updated_ts: secondsAgo(6.1) })).state).toBe('dead')
})

test('a process that is there is never called dead for a missed heartbeat: busy first, then stuck', () => {
  const seen: Partial<Observation> = { writer: 'present' }
  expect(judge(story({ updated_ts: secondsAgo(7) }), seen).state).toBe('alive')
  expect(judge(story({ updated_ts: secondsAgo(29) }), seen).state).toBe('alive')
  expect(judge(story({ updated_ts: secondsAgo(31) }), seen)).toMatchObject({
    state: 'stuck',
    reason: expect.stringContaining('no heartbeat for 31 s'),
  })
  expect(judge(story({ updated_ts: secondsAgo(DAY) }), seen).state).toBe('stuck')
})

test('a heartbeat without progress is stuck only beyond what the writer calls normal', () => {
  expect(judge(story({ quiet_seconds: 299 })).state).toBe('alive')
  expect(judge(story({ quiet_seconds: 301 }))).toEqual({
    state: 'stuck',
    reason: 'alive, but no progress for 5 min; last step: writing scene 3',
  })
  expect(judge(story({ quiet_seconds: 3000, stuck_after_seconds: 3600 })).state).toBe('alive')
})

test('a writer without a monotonic measure is judged by its own two times', () => {
  const quiet = (seconds: number) => story({ quiet_seconds: undefined, progress_ts: secondsAgo(seconds) })
  expect(judge(quiet(290)).state).toBe('alive')
  expect(judge(quiet(310)).state).toBe('stuck')
  expect(judge(story({ quiet_seconds: undefined, progress_ts: undefined })).state).toBe('alive')
})

test('a clock that jumps fakes no stall and no death for an observer that keeps looking', () => {
  for (const jump of [-DAY, DAY]) {
    const seen = { nowMs: NOW + jump * 1000, sawChange: true, unchangedForMs: 2000 }
    expect(judge(story(), { ...seen, writer: 'unknown' }).state).toBe('alive')
    expect(judge(story(), { ...seen, writer: 'unknown', unchangedForMs: 7000 }).state).toBe('dead')
  }
})

test('a clock that jumps on the writer’s side changes nothing about its progress', () => {
  const view = story({ updated_ts: secondsAgo(-DAY), progress_ts: secondsAgo(DAY), quiet_seconds: 4 })
  expect(judge(view, { sawChange: true, unchangedForMs: 1000 }).state).toBe('alive')
})

test('clocks of two machines may differ by less than a minute without a word', () => {
  expect(judge(story({ updated_ts: secondsAgo(-50) })).state).toBe('alive')
})

test('a last write in the future is said to be so, until the observer has seen for itself', () => {
  const view = story({ updated_ts: secondsAgo(-DAY) })
  expect(judge(view)).toEqual({
    state: 'stuck',
    reason: "its last write is dated in the future, so its age can't be told; last step: writing scene 3",
  })
  expect(judge(view, { unchangedForMs: 3000 }).state).toBe('alive')
  expect(judge(view, { unchangedForMs: 7000 }).state).toBe('dead')
})

test('a file without a time is as old as the observer has looked at it', () => {
  const view = story({ updated_ts: undefined })
  expect(judge(view).state).toBe('alive')
  expect(judge(view, { unchangedForMs: 10_000 }).state).toBe('dead')
})

test.each([
  [5, 'alive', 'last update 5 s ago'],
  [119, 'alive', 'last update 1 min ago'],
  [121, 'stuck', 'no update for 2 min; last step: writing scene 3'],
  [1799, 'stuck', 'no update for 29 min; last step: writing scene 3'],
  [1801, 'dead', 'no update for 30 min; last step: writing scene 3'],
])('a writer that promises no heartbeat is %i s after its last word %s', (age, state, reason) => {
  expect(judge(fiveKeys(age))).toEqual({ state, reason })
})

test('a silent writer that can be seen is stuck, never dead', () => {
  const seen: Partial<Observation> = { writer: 'present' }
  expect(judge(fiveKeys(200), seen).state).toBe('alive')
  expect(judge(fiveKeys(301), seen).state).toBe('stuck')
  expect(judge(fiveKeys(DAY), seen).state).toBe('stuck')
})

test('reasons are one line of a length that fits, whatever the step says', () => {
  const { reason } = judge(story({ current_step: `a\n\t${'long '.repeat(1000)}` }), { writer: 'gone' })
  expect(reason).not.toContain('\n')
  expect(reason.length).toBeLessThan(300)
})
