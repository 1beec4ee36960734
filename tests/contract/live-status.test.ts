import { expect, test } from 'vitest'
import { readLiveStatus } from '../../src/contract/index.ts'

test.each([undefined, null, 7, 'running', [], true])('%j is no status', (value) => {
  expect(readLiveStatus(value)).toBeUndefined()
})

test('an empty object reads as a run of which nothing is known', () => {
  expect(readLiveStatus({})).toEqual({
    status: 'unknown',
    writer: {},
    segments: { completed: 0, failed: 0, skipped: 0 },
    timing: { trend: 'unknown' },
    health: { state: 'unknown', reasons: [] },
    failures: { consecutive: 0, total: 0, retries: 0 },
    quality: {},
    pools: [],
    resources: {},
    criteria: [],
    recent: [],
    segmentsPerHour: [],
    lastErrors: [],
    clusters: [],
  })
})

test('every key of the format is read', () => {
  const view = readLiveStatus({
    status: 'paused',
    run_id: 'run-1',
    started_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:01:00Z',
    pid: 12,
    host: 'studio',
    process_started_at: '2026-01-01T00:00:00Z',
    segments: { total: 10, completed: 4, failed: 1, skipped: 1, remaining: 4 },
    current_segment: { id: 's7', index: 6, attempt: 2, started_at: '2026-01-01T00:00:50Z', crashes: 1 },
    progress_percent: 60,
    timing: {
      elapsed_seconds: 60,
      average_seconds: 10,
      recent_average_seconds: 11,
      p95_seconds: 15,
      trend: 'slowing',
      trend_percent: -3,
      eta_seconds: 40,
      eta_low_seconds: 30,
      eta_high_seconds: 55,
      estimated_completion: '2026-01-01T00:02:00Z',
    },
    health: { state: 'degraded', reasons: ['slow', 7] },
    failures: { consecutive: 1, total: 3, retries: 2 },
    quality: {
      validation_pass_rate: 0.9,
      critical_violations: 0,
      repetition_rate: 0.1,
      arcs_resolved_rate: null,
    },
    pools: { quests: { remaining: 5, total: 10 }, broken: { remaining: 'many' } },
    resources: { disk_free_bytes: 1000, rss_bytes: 200 },
    criteria: [
      { name: 'Pass rate', tier: 'must', target: '>= 95%', abort_if: null, value: 0.9, state: 'open' },
    ],
    pause: { since: '2026-01-01T00:01:00Z', reason: 'a look' },
    last_error: { segment: 's5', message: 'timeout', at: '2026-01-01T00:00:40Z' },
    end_reason: 'Ctrl+C',
    output_dir: '/runs/one',
    recent_segments: { seconds: [9, 'long', 12], outcomes: ['completed', 'failed', 'odd'] },
    segments_per_hour: [360, -1, 300],
    last_errors: [{ segment: 's5', message: 'timeout', at: '2026-01-01T00:00:40Z' }, 5],
    failure_clusters: [{ count: 3, example: 'timeout', last_segment: 's5' }, {}],
  })
  expect(view).toMatchObject({
    status: 'paused',
    runId: 'run-1',
    writer: { pid: 12, host: 'studio' },
    segments: { total: 10, remaining: 4 },
    currentSegment: { id: 's7', attempt: 2, crashes: 1 },
    timing: { trend: 'slowing', trendPercent: -3, etaLowSeconds: 30 },
    health: { state: 'degraded', reasons: ['slow'] },
    pools: [{ name: 'quests', remaining: 5, total: 10 }],
    criteria: [{ name: 'Pass rate', tier: 'must', target: '>= 95%', value: 0.9, state: 'open' }],
    pause: { reason: 'a look' },
    lastError: { segment: 's5', message: 'timeout' },
    endReason: 'Ctrl+C',
    outputDir: '/runs/one',
    recent: [
      { seconds: 9, outcome: 'completed' },
      { seconds: 0, outcome: 'failed' },
      { seconds: 12, outcome: 'completed' },
    ],
    segmentsPerHour: [360, 300],
    lastErrors: [{ segment: 's5', message: 'timeout' }],
    clusters: [{ count: 3, example: 'timeout', lastSegment: 's5' }],
  })
  expect(view?.quality).toEqual({ validationPassRate: 0.9, criticalViolations: 0, repetitionRate: 0.1 })
})

test('wrong types are passed over, wherever they stand', () => {
  const wrong = readLiveStatus({
    status: 'resting',
    segments: 'many',
    current_segment: { id: 5 },
    timing: { average_seconds: -1, trend_percent: 'up' },
    health: { reasons: 'bad' },
    pools: [],
    criteria: [null],
    pause: 'yes',
    last_error: {},
  })
  expect(wrong).toMatchObject({ status: 'unknown', timing: { trend: 'unknown' }, pools: [] })
  expect(wrong).not.toHaveProperty('currentSegment')
  expect(wrong).not.toHaveProperty('pause')
  expect(wrong).not.toHaveProperty('lastError')
  expect(wrong?.criteria).toEqual([{ name: '', tier: 'unknown', target: '', state: 'unknown' }])
})
