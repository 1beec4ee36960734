import { existsSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ProductionMonitor } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { linesIn, segments, statusIn } from './support/run-folder.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Runs with a clock of the test's own: hours pass in a moment. */
function simulatedTime() {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  return { [Symbol.dispose]: () => vi.useRealTimers() }
}

test('live status written: LIVE_STATUS.json is up to date when each segment begins and at the end', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  const seen: number[] = []
  const run = new ProductionMonitor(folder).run(segments(5), async (_segment, { index }) => {
    await wait(60_000)
    const status = statusIn(folder)
    expect(status).toMatchObject({
      status: 'running',
      current_segment: { id: `s${index + 1}`, index, attempt: 1 },
    })
    seen.push(status.segments.completed)
  })
  await vi.advanceTimersByTimeAsync(301_000)
  await run
  expect(seen).toEqual([0, 1, 2, 3, 4])
  expect(statusIn(folder)).toMatchObject({
    status: 'completed',
    segments: { total: 5, completed: 5, failed: 0, skipped: 0, remaining: 0 },
    current_segment: null,
    progress_percent: 100,
    timing: { average_seconds: 60, trend: 'stable' },
    health: { state: 'healthy', reasons: [] },
    pause: null,
  })
  expect(linesIn(folder)).toMatchObject(
    segments(5).map((id, index) => ({ id, index, status: 'completed', attempts: 1, duration_seconds: 60 })),
  )
})

test('live status is written at least every five seconds while a segment takes long', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  const ages: number[] = []
  const run = new ProductionMonitor(folder).run(['long'], async () => {
    for (let second = 0; second < 30; second++) {
      await wait(1000)
      ages.push(Date.now() - Date.parse(statusIn(folder).updated_at))
    }
  })
  await vi.advanceTimersByTimeAsync(31_000)
  await run
  expect(ages).toHaveLength(30)
  expect(Math.max(...ages)).toBeLessThanOrEqual(5000)
})

test('pause file detected: no further segment starts until PAUSE is taken away', async () => {
  const folder = temporaryFolder('production')
  const started: string[] = []
  const run = new ProductionMonitor(folder).run(segments(4), async (segment) => {
    started.push(segment)
    if (segment === 's2') writeFileSync(join(folder, 'PAUSE'), 'listen to the voices')
  })
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(statusIn(folder).pause?.reason).toBe('listen to the voices')
  expect(started).toEqual(['s1', 's2'])
  expect(statusIn(folder).segments.completed).toBe(2)
  rmSync(join(folder, 'PAUSE'))
  expect(await run).toMatchObject({ status: 'completed', segments: { completed: 4 } })
  expect(started).toEqual(['s1', 's2', 's3', 's4'])
})

test('the running segment is told of a pause by its signal, and is made again without counting as a failure', async () => {
  const folder = temporaryFolder('production')
  const attempts: number[] = []
  const run = new ProductionMonitor(folder).run(['one'], async (_segment, { attempt, signal }) => {
    attempts.push(attempt)
    if (attempts.length > 1) return
    writeFileSync(join(folder, 'PAUSE'), '')
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  await until('the pause', () => statusIn(folder).status === 'paused')
  rmSync(join(folder, 'PAUSE'))
  await run
  expect(attempts).toEqual([1, 1])
  expect(statusIn(folder).failures).toEqual({ consecutive: 0, total: 0, retries: 0 })
})

test('a function that calls pausePoint is not interrupted: it waits there and goes on', async () => {
  const folder = temporaryFolder('production')
  const steps: string[] = []
  const run = new ProductionMonitor(folder).run(['one'], async (_segment, { signal, pausePoint }) => {
    await pausePoint()
    steps.push('before')
    writeFileSync(join(folder, 'PAUSE'), '')
    await pausePoint()
    steps.push(signal.aborted ? 'interrupted' : 'after')
  })
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(steps).toEqual(['before'])
  rmSync(join(folder, 'PAUSE'))
  await run
  expect(steps).toEqual(['before', 'after'])
})

test('a function that does not listen to its signal ends in peace during a pause, and is not begun twice', async () => {
  const folder = temporaryFolder('production')
  let begun = 0
  let finish = () => {}
  const run = new ProductionMonitor(folder, { graceSeconds: 0.01 }).run(segments(1), async () => {
    begun += 1
    writeFileSync(join(folder, 'PAUSE'), '')
    await new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  await until('the pause', () => statusIn(folder).status === 'paused')
  rmSync(join(folder, 'PAUSE'))
  await until('the end of the pause', () => statusIn(folder).status === 'running')
  finish()
  expect((await run).segments.completed).toBe(1)
  expect(begun).toBe(1)
})

test('a PAUSE that is a folder pauses too', async () => {
  const folder = temporaryFolder('production')
  mkdirSync(join(folder, 'PAUSE'))
  const run = new ProductionMonitor(folder).run(segments(1), () => {})
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(statusIn(folder).pause?.reason).toContain('not a regular file')
  rmdirSync(join(folder, 'PAUSE'))
  expect((await run).status).toBe('completed')
})

test('a pause from inside is a PAUSE file, and resume takes it away', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  const run = monitor.run(segments(2), (segment) => {
    if (segment === 's1') monitor.pause('a look')
  })
  await until('the pause', () => statusIn(folder).pause?.reason === 'a look')
  expect(existsSync(join(folder, 'PAUSE'))).toBe(true)
  monitor.resume()
  expect((await run).segments.completed).toBe(2)
  expect(existsSync(join(folder, 'PAUSE'))).toBe(false)
})

test('paused time counts neither as running time nor for the segment nor for its time limit', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  const run = new ProductionMonitor(folder, { timeoutSeconds: 25 }).run(
    ['one'],
    async (_segment, { pausePoint }) => {
      await wait(10_000)
      writeFileSync(join(folder, 'PAUSE'), '')
      await pausePoint()
      await wait(10_000)
    },
  )
  await vi.advanceTimersByTimeAsync(600_000)
  rmSync(join(folder, 'PAUSE'))
  await vi.advanceTimersByTimeAsync(20_000)
  const { elapsedSeconds } = await run
  expect(elapsedSeconds).toBeGreaterThanOrEqual(20)
  expect(elapsedSeconds).toBeLessThan(21)
  expect(linesIn(folder)[0]?.duration_seconds).toBeLessThan(21)
  expect(linesIn(folder)[0]?.attempts).toBe(1)
})

test('performance trending: a run that slows down says so, with the number', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  let last: ReturnType<typeof statusIn> | undefined
  const run = new ProductionMonitor(folder).run(segments(40), async (_segment, { index }) => {
    await wait(3000 * (1 + index / 20) * (index % 2 === 0 ? 0.95 : 1.05))
    last = statusIn(folder)
  })
  await vi.advanceTimersByTimeAsync(500_000)
  await run
  expect(last?.timing.trend).toBe('slowing')
  expect(last?.timing.trend_percent).toBeGreaterThan(50)
  expect(last?.health.state).toBe('degraded')
  expect(last?.health.reasons.join()).toMatch(/segments take \d+% longer than a while ago/)
})

test('performance trending: mixed lengths and single outliers are no trend', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  const trends = new Set<string>()
  const run = new ProductionMonitor(folder).run(segments(60), async (_segment, { index }) => {
    await wait(index === 50 ? 60_000 : ([3000, 9000, 3100][index % 3] ?? 0))
    trends.add(statusIn(folder).timing.trend)
  })
  await vi.advanceTimersByTimeAsync(500_000)
  await run
  expect([...trends]).toEqual(['stable'])
})

test('live monitoring 1 hour: an hour of simulated time keeps the file small, current and true', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  const sizes: number[] = []
  const run = new ProductionMonitor(folder).run(segments(120), async (segment, { attempt }) => {
    await wait(30_000)
    sizes.push(statSync(join(folder, 'LIVE_STATUS.json')).size)
    if (segment === 's40' && attempt === 1) throw new Error('the generator answered 500')
    return { metrics: { validation_passed: segment !== 's7' } }
  })
  await vi.advanceTimersByTimeAsync(3_700_000)
  const summary = await run
  expect(summary.segments).toEqual({ total: 120, completed: 120, failed: 0, skipped: 0, remaining: 0 })
  expect(Math.max(...sizes)).toBeLessThan(16 * 1024)
  expect(statusIn(folder)).toMatchObject({
    failures: { consecutive: 0, total: 1, retries: 1 },
    quality: { validation_pass_rate: 0.992 },
    last_error: { segment: 's40', message: 'the generator answered 500' },
  })
})

test('the time left is a range, and what it said in the middle comes true', async () => {
  using _clock = simulatedTime()
  const folder = temporaryFolder('production')
  let middle: ReturnType<typeof statusIn>['timing'] | undefined
  const run = new ProductionMonitor(folder).run(segments(100), async (_segment, { index }) => {
    if (index === 50) middle = statusIn(folder).timing
    await wait([4000, 8000][index % 2] ?? 0)
  })
  await vi.advanceTimersByTimeAsync(610_000)
  await run
  expect(middle?.eta_seconds).toBeGreaterThan(0)
  expect(middle?.eta_low_seconds).toBeLessThan(300)
  expect(middle?.eta_high_seconds).toBeGreaterThan(300)
})

test('pools that are told before and during a run stand in its lines, and low ones in its health', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  monitor.setPool('quests', 400, 400)
  await monitor.run(segments(2), (segment) => {
    if (segment === 's2') monitor.setPool('quests', 80, 400)
  })
  expect(linesIn(folder).map(({ pools }) => pools)).toEqual([{ quests: 400 }, { quests: 80 }])
  expect(statusIn(folder).pools).toEqual({ quests: { remaining: 80, total: 400 } })
  expect(statusIn(folder).health).toEqual({
    state: 'degraded',
    reasons: ['pool quests is at 20% (80 of 400)'],
  })
})
