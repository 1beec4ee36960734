import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type HostWarning, ProductionMonitor } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { AT_ONCE, linesIn, segments, statusIn } from './support/run-folder.ts'

test('a start that finds PAUSE says so, since when, and what to type', async () => {
  const folder = temporaryFolder('production')
  writeFileSync(join(folder, 'PAUSE'), 'checking the voices\n')
  const warnings: HostWarning[] = []
  const onWarning = (warning: HostWarning) => warnings.push(warning)
  const run = new ProductionMonitor(folder, { onWarning }).run(segments(1), () => {})
  await until('the wait', () => statusIn(folder).next_attempt !== null)
  expect(warnings[0]?.message).toMatch(
    /PAUSE is in \S+ since \d{4}-\S+ \(checking the voices\), so a run waits there\. Go on with: story-monitor production resume \S+$/,
  )
  expect(statusIn(folder)).toMatchObject({
    status: 'paused',
    current_segment: null,
    next_attempt: { segment: 's1', attempt: 1 },
  })
  rmSync(join(folder, 'PAUSE'))
  expect(await run).toMatchObject({ status: 'completed' })
  expect(statusIn(folder)).toMatchObject({ pause: null, next_attempt: null })
})

test('a PAUSE of a person outlives a run that was through, and its status says so', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(segments(1), () => {
    writeFileSync(join(folder, 'PAUSE'), 'not yet\n')
  })
  expect(statusIn(folder)).toMatchObject({ status: 'completed', pause: { reason: 'not yet' } })
})

test('a paused run names the segment that waits for its next attempt', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder, { retry: { attempts: 3, delaySeconds: 60 } })
  const run = monitor.run(segments(2), (segment, { attempt }) => {
    if (segment === 's2' && attempt === 1) throw new Error('the script was too short')
  })
  await until('the failure', () => statusIn(folder).next_attempt?.attempt === 2)
  monitor.pause('look first')
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(statusIn(folder)).toMatchObject({
    status: 'paused',
    current_segment: null,
    next_attempt: { segment: 's2', attempt: 2 },
  })
  monitor.resume()
  await run
})

test('a restart keeps the errors and the failures that look alike, of retried segments too', async () => {
  const folder = temporaryFolder('production')
  const options = { retry: { attempts: 3, ...AT_ONCE } }
  const first = new ProductionMonitor(folder, options)
  await first.run(segments(4), (segment, { attempt, signal }) => {
    if (segment === 's1' && attempt < 3) throw new Error(`timeout after ${attempt} s`)
    if (segment === 's2') throw new Error('no script')
    if (segment === 's3') {
      if (attempt === 1) throw new Error('out of memory')
      first.stop('for the night')
      signal.throwIfAborted()
    }
  })
  expect(linesIn(folder).map((line) => [line.id, line.attempt_errors, line.error])).toEqual([
    ['s1', ['timeout after 1 s', 'timeout after 2 s'], undefined],
  ])
  const second = new ProductionMonitor(folder, options)
  await second.run(segments(4), () => {
    second.stop('again')
  })
  const { last_errors: errors = [], failure_clusters: clusters = [], last_error: last } = statusIn(folder)
  expect(errors.map(({ segment, message }) => [segment, message]).slice(0, 2)).toEqual([
    ['s3', 'out of memory'],
    ['s2', 'no script'],
  ])
  expect(last).toMatchObject({ message: 'out of memory' })
  expect(clusters[0]).toMatchObject({ count: 3 })
  expect(clusters.map(({ example }) => example)).toContain('timeout after 1 s')
})

test('a program is told each status, and one whose listener throws goes on', async () => {
  const told: string[] = []
  const warnings: HostWarning[] = []
  const summary = await new ProductionMonitor(temporaryFolder('production'), {
    onStatus({ status, segments: { completed } }) {
      told.push(`${status} ${completed}`)
      throw new Error('the screen is gone')
    },
    onWarning: (warning) => warnings.push(warning),
  }).run(segments(3), () => {})
  expect(summary.status).toBe('completed')
  expect(told.at(-1)).toBe('completed 3')
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([['ON_STATUS', 'the screen is gone']])
})

test('a forecast that is no better than a guess is kept back', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await monitor.run(segments(100), async (_segment, { index }) => {
    await wait(index === 0 ? 200 : 1)
    if (index === 3) {
      await wait(150)
      expect(statusIn(folder).timing).toMatchObject({
        average_seconds: expect.any(Number),
        eta_seconds: null,
      })
      monitor.stop()
    }
  })
  expect(statusIn(folder).segments.completed).toBe(4)
})
