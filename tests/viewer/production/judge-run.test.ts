import { expect, test } from 'vitest'
import { type Observation, readLiveStatus } from '../../../src/contract/index.ts'
import { judgeRun } from '../../../viewer/src/production/judge-run.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

const judged = (file: object, seen: Partial<Observation> = {}) => {
  const run = readLiveStatus({ pid: 12, current_segment: { id: 's7' }, updated_at: ago(1), ...file })
  if (run === undefined) throw new Error('no status')
  return judgeRun(run, { nowMs: NOW, writer: 'unknown', ...seen })
}
const degraded = { state: 'degraded', reasons: ['pool quests is at 12%', 'slow'] }

test.each<[what: string, file: object, seen: Partial<Observation>, state: string, reason: string]>([
  ['runs', { status: 'running' }, {}, 'alive', 'healthy'],
  ['degraded', { status: 'running', health: degraded }, {}, 'degraded', 'pool quests is at 12%; slow'],
  [
    'critical',
    { status: 'running', health: { state: 'critical' } },
    {},
    'degraded',
    'its health is critical',
  ],
  ['paused', { status: 'paused', pause: { reason: 'a look' } }, {}, 'paused', 'a look'],
  ['paused without a word', { status: 'paused', pause: {} }, {}, 'paused', 'no reason was given'],
  [
    'paused is told before degraded',
    { status: 'paused', health: degraded, pause: { reason: 'x' } },
    {},
    'paused',
    'x',
  ],
  [
    'its process is gone',
    { status: 'running' },
    { writer: 'gone' },
    'dead',
    'process 12 is gone, in segment s7',
  ],
  [
    'paused and gone',
    { status: 'paused', current_segment: null },
    { writer: 'gone' },
    'dead',
    'process 12 is gone, between two segments',
  ],
  [
    'silent',
    { status: 'running', updated_at: ago(70) },
    {},
    'dead',
    'no sign of life for 1 min, in segment s7',
  ],
  [
    'silent, and its process is there',
    { status: 'running', updated_at: ago(70) },
    { writer: 'present' },
    'stuck',
    'no sign of life for 1 min, in segment s7',
  ],
  ['silent for less than twelve beats', { status: 'running', updated_at: ago(55) }, {}, 'alive', 'healthy'],
  [
    'another clock, but seen to change',
    { status: 'running', updated_at: ago(9000) },
    { sawChange: true, unchangedForMs: 3000 },
    'alive',
    'healthy',
  ],
  ['completed', { status: 'completed', updated_at: ago(9000) }, {}, 'finished', 'every segment is made'],
  [
    'completed with losses',
    { status: 'completed', segments: { failed: 3, skipped: 1 } },
    {},
    'finished',
    'through, but 3 given up, 1 left out',
  ],
  [
    'completed and has missed a must',
    { status: 'completed', criteria: [{ name: 'Words', tier: 'must', target: '>= 9', state: 'missed' }] },
    {},
    'finished',
    'through, but gate not passed: missed Words',
  ],
  [
    'silent for a few beats, and its process is there',
    { status: 'running', updated_at: ago(25) },
    { writer: 'present' },
    'stuck',
    'no sign of life for 25 s, in segment s7',
  ],
  ['aborted', { status: 'aborted', end_reason: 'Ctrl+C' }, { writer: 'gone' }, 'dead', 'Ctrl+C'],
  ['failed', { status: 'failed', end_reason: 'the list broke' }, {}, 'failed', 'the list broke'],
  [
    'a word of another version',
    { status: 'resting' },
    {},
    'waiting',
    'its status is not a word that this page knows',
  ],
])('a run that is %s', (_what, file, seen, state, reason) => {
  expect(judged(file, seen)).toEqual({ state, reason })
})
