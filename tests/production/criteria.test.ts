import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProductionMonitor, SEVEN_DAY_PILOT, type SegmentResult, THIRTY_DAY_RUN } from '../../src/index.ts'
import { redoSegments } from '../../src/production/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { segments, statusIn } from './support/run-folder.ts'

const good: SegmentResult = {
  metrics: {
    validation_passed: true,
    repetition_flagged: false,
    critical_violations: 0,
    arcs_resolved: 4,
    arcs_total: 4,
    cache_hit: true,
  },
}

const statesIn = (folder: string) => statusIn(folder).criteria.map(({ name, state }) => `${name}: ${state}`)

test('a pilot in which all goes well meets the table of the 7-day pilot', async () => {
  const folder = temporaryFolder('production')
  const summary = await new ProductionMonitor(folder, { criteria: SEVEN_DAY_PILOT }).run(
    segments(112),
    () => good,
  )
  expect(summary.status).toBe('completed')
  expect(summary.criteria.map(({ name, state }) => [name, state])).toEqual(
    SEVEN_DAY_PILOT.map(({ name }) => [name, 'met']),
  )
  expect(statusIn(folder).criteria[0]).toEqual({
    name: 'Segments generated',
    tier: 'must',
    target: '>= 95%',
    abort_if: '< 90%',
    value: 1,
    state: 'met',
  })
})

test('one critical violation stops the pilot, and the status says which', async () => {
  const folder = temporaryFolder('production')
  const summary = await new ProductionMonitor(folder, { criteria: SEVEN_DAY_PILOT }).run(
    segments(112),
    (segment) => (segment === 's3' ? { metrics: { ...good.metrics, critical_violations: 1 } } : good),
  )
  expect(summary).toMatchObject({ status: 'aborted', segments: { completed: 3 } })
  const reason = 'abort criterion: Critical lore violations: 1 now, and > 0 is certain'
  expect(summary.reason).toBe(reason)
  expect(statesIn(folder)).toContain('Critical lore violations: missed')
  expect(statusIn(folder).health).toEqual({ state: 'critical', reasons: [reason] })
})

test('a run that a person stopped is as healthy as it was', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  await monitor.run(segments(2), () => monitor.stop('enough'))
  expect(statusIn(folder)).toMatchObject({ status: 'aborted', health: { state: 'healthy', reasons: [] } })
})

test('what stopped a run stops the next start too, until its segment is redone', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Violations', metric: 'critical_violations', target: '<=0', abortIf: '>0' }]
  let wrong = true
  const made: string[] = []
  const start = () =>
    new ProductionMonitor(folder, { criteria }).run(segments(4), (segment) => {
      made.push(segment)
      return { metrics: { critical_violations: wrong && segment === 's2' ? 1 : 0 } }
    })
  expect((await start()).status).toBe('aborted')
  expect((await start()).status).toBe('aborted')
  expect(made).toEqual(['s1', 's2'])
  wrong = false
  redoSegments(folder, ['s2'])
  expect((await start()).status).toBe('completed')
  expect(made).toEqual(['s1', 's2', 's2', 's3', 's4'])
})

test('a rate stops a run only when it stands on enough segments', async () => {
  const folder = temporaryFolder('production')
  const criteria = [
    {
      name: 'Pass rate',
      tier: 'nice' as const,
      metric: 'validation_pass_rate',
      target: '>=95%',
      abortIf: '<90%',
    },
  ]
  const summary = await new ProductionMonitor(folder, { criteria }).run(
    segments(200),
    (_segment, { index }) => ({
      metrics: { validation_passed: index % 5 !== 0 },
    }),
  )
  expect(summary).toMatchObject({ status: 'aborted', segments: { completed: 20 } })
  expect(summary.reason).toContain('Pass rate is 80.0% after 20 segments; the run stops at < 90%')
})

test('a target that nothing can reach any more pauses the run once', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Pass rate', metric: 'validation_pass_rate', target: '>=95%' }]
  const run = new ProductionMonitor(folder, { criteria }).run(segments(100), (_segment, { index }) => ({
    metrics: { validation_passed: index % 4 !== 0 },
  }))
  await until('the pause', () => statusIn(folder).status === 'paused')
  // Six of the first 21 have failed: 94 of 100 at best.
  expect(statusIn(folder).segments.completed).toBe(21)
  expect(statesIn(folder)).toEqual(['Pass rate: unreachable'])
  expect(readFileSync(join(folder, 'PAUSE'), 'utf8')).toMatch(
    /^Pass rate: >= 95% is out of reach, whatever the rest of the run brings\. Resume it to go on/,
  )
  rmSync(join(folder, 'PAUSE'))
  expect(await run).toMatchObject({ status: 'completed', segments: { completed: 100 } })
  expect(statesIn(folder)).toEqual(['Pass rate: missed'])
})

test('a restart does not ask again about a target that was accepted as out of reach', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Violations', metric: 'critical_violations', target: '<=0' }]
  const options = { criteria }
  const work = () => ({ metrics: { critical_violations: 1 } })
  const first = new ProductionMonitor(folder, options)
  const run = first.run(segments(4), work)
  await until('the pause', () => statusIn(folder).status === 'paused')
  first.stop('restart')
  await run
  rmSync(join(folder, 'PAUSE'))
  expect((await new ProductionMonitor(folder, options).run(segments(4), work)).status).toBe('completed')
})

test('the 30-day table tells must, should and nice apart, and a missed nice one pauses nothing', async () => {
  const folder = temporaryFolder('production')
  const summary = await new ProductionMonitor(folder, { criteria: THIRTY_DAY_RUN }).run(
    segments(480),
    () => ({
      metrics: { ...good.metrics, cache_hit: false },
    }),
  )
  expect(summary.status).toBe('completed')
  expect(
    summary.criteria.filter(({ state }) => state !== 'met').map(({ name, tier }) => [name, tier]),
  ).toEqual([['Cache hit rate', 'nice']])
})

test('what was never measured is missed, not met', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Loudness', metric: 'loudness', target: '<1' }]
  const summary = await new ProductionMonitor(folder, { criteria }).run(segments(2), () => {})
  expect(summary.criteria).toMatchObject([{ value: undefined, state: 'missed' }])
})

test('a target that is missed with the very last segment leaves no PAUSE behind', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Violations', metric: 'critical_violations', target: '<=0' }]
  const summary = await new ProductionMonitor(folder, { criteria }).run(segments(3), (segment) => ({
    metrics: { critical_violations: segment === 's3' ? 1 : 0 },
  }))
  expect(summary).toMatchObject({ status: 'completed', criteria: [{ state: 'missed' }] })
  expect(existsSync(join(folder, 'PAUSE'))).toBe(false)
})

test('a pause that the run made for the last segment of a list of unknown length goes with the run', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Violations', metric: 'critical_violations', target: '<=0' }]
  async function* list() {
    yield* segments(3)
  }
  const summary = await new ProductionMonitor(folder, { criteria }).run(list(), (segment) => ({
    metrics: { critical_violations: segment === 's3' ? 1 : 0 },
  }))
  expect(summary.status).toBe('completed')
  expect(existsSync(join(folder, 'PAUSE'))).toBe(false)
})

test('a count that no segment told is missed, and the gate says why', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Violations', metric: 'critical_violations', target: '<=0' }]
  const summary = await new ProductionMonitor(folder, { criteria }).run(segments(2), () => {})
  expect(summary.criteria).toMatchObject([{ value: undefined, state: 'missed' }])
  expect(readFileSync(join(folder, 'production-report.md'), 'utf8')).toContain(
    'Gate not passed. Missed: Violations (no segment told its metric).',
  )
})

test('a metric of yes and no is judged ahead without a range, a number is not', async () => {
  const rest = { tier: 'must' as const, target: '>=80%' }
  for (const { value, end } of [
    { value: false, end: 'unreachable' },
    { value: 0, end: 'open' },
  ]) {
    const folder = temporaryFolder('production')
    const monitor = new ProductionMonitor(folder, {
      criteria: [{ name: 'Rhymes', metric: 'rhymes', ...rest }],
    })
    const run = monitor.run(segments(10), (_segment, { index }) => {
      if (index === 4) monitor.stop('enough')
      return { metrics: { rhymes: value } }
    })
    await until('the pause or the stop', () => statusIn(folder).status !== 'running')
    expect(statesIn(folder)).toEqual([`Rhymes: ${end}`])
    monitor.stop()
    await run
  }
})
