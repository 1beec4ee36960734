import { expect, test } from 'vitest'
import { Durations } from '../../src/production/durations.ts'
import { judgeHealth } from '../../src/production/health.ts'
import { Tally } from '../../src/production/tally.ts'

type Signs = Parameters<typeof judgeHealth>[0]
const GIB = 1024 ** 3

/** A run in good health, with what a test changes. */
function signs(change: Partial<Signs> = {}): Signs {
  const durations = new Durations()
  for (let index = 0; index < 10; index++) durations.add(100)
  return {
    tally: new Tally(100),
    pace: durations.pace(),
    consecutiveFailures: 0,
    maxConsecutiveFailures: 5,
    currentSeconds: 50,
    diskFreeBytes: 100 * GIB,
    memory: [],
    trouble: undefined,
    stopped: undefined,
    ...change,
  }
}

const withPool = (remaining: number) => {
  const tally = new Tally(100)
  tally.setPool('quests', { remaining, total: 400 })
  return signs({ tally })
}

test('nothing to say is healthy', () => {
  expect(judgeHealth(signs())).toEqual({ state: 'healthy', reasons: [] })
})

test.each<[string, Signs, string, string]>([
  [
    'a segment that takes much longer than any before',
    signs({ currentSeconds: 400 }),
    'degraded',
    'the running segment has taken 6 min; the longest before took 1 min',
  ],
  [
    'one that takes far longer',
    signs({ currentSeconds: 700 }),
    'critical',
    'the running segment has taken 11 min; the longest before took 1 min',
  ],
  [
    'two failures in a row',
    signs({ consecutiveFailures: 2 }),
    'degraded',
    '2 segments in a row failed; the run pauses at 5',
  ],
  [
    'one failure short of the pause',
    signs({ consecutiveFailures: 4 }),
    'critical',
    '4 segments in a row failed; the run pauses at 5',
  ],
  ['little disk', signs({ diskFreeBytes: 1.5 * GIB }), 'degraded', '1.5 GB of disk space are left'],
  ['almost no disk', signs({ diskFreeBytes: 100 * 1024 ** 2 }), 'critical', '100 MB of disk space are left'],
  ['a pool below 30 %', withPool(116), 'degraded', 'pool quests is at 29% (116 of 400)'],
  ['a pool below 10 %', withPool(20), 'critical', 'pool quests is at 5% (20 of 400)'],
  [
    'memory that grows',
    signs({ memory: Array.from({ length: 30 }, (_, minute) => (300 + 20 * minute) * 1024 ** 2) }),
    'degraded',
    'memory grows by 1.2 GB an hour: 340 MB → 840 MB',
  ],
  [
    'four of fourteen segments given up',
    signs({ tally: Object.assign(new Tally(100), { completed: 10, failed: 4 }) }),
    'critical',
    '4 of 14 segments were given up',
  ],
  [
    'a run that stopped by itself',
    signs({ stopped: 'abort criterion: x' }),
    'critical',
    'abort criterion: x',
  ],
  ['trouble with the disk', signs({ trouble: 'the disk is full' }), 'critical', 'the disk is full'],
])('%s', (_what, given, state, reason) => {
  expect(judgeHealth(given)).toEqual({ state, reasons: [reason] })
})

test('one failure, a pool at 30 % and memory that only wobbles are no reason', () => {
  const memory = Array.from({ length: 30 }, (_, minute) => (300 + (minute % 7) * 30) * 1024 ** 2)
  expect(judgeHealth({ ...withPool(120), memory, consecutiveFailures: 1 }).reasons).toEqual([])
})
