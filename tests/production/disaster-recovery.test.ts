import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type HostWarning, PermanentError, ProductionMonitor } from '../../src/index.ts'
import { readProduction } from '../../src/production/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { AT_ONCE, idsIn, linesIn, segments, statusIn } from './support/run-folder.ts'

test('ollama crash recovery: a generator that hangs and dies is tried again, with what went wrong before', async () => {
  const folder = temporaryFolder('production')
  let asked = 0
  const generator = createServer((request, response) => {
    asked += 1
    if (asked === 1) return
    if (asked === 2) return void request.destroy()
    response.end('a script')
  })
  await new Promise<void>((resolve) => generator.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    generator.closeAllConnections()
    generator.close()
  })
  const address = generator.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const told: string[][] = []
  const monitor = new ProductionMonitor(folder, { timeoutSeconds: 2, retry: { attempts: 3, ...AT_ONCE } })
  const summary = await monitor.run(['s1'], async (_segment, { signal, previousErrors }) => {
    told.push(previousErrors.map((error) => error.name))
    const answer = await fetch(`http://127.0.0.1:${port}/api/generate`, { method: 'POST', signal })
    expect(await answer.text()).toBe('a script')
  })
  expect(summary.segments.completed).toBe(1)
  expect(told).toEqual([[], ['TimeoutError'], ['TimeoutError', 'TypeError']])
  expect(linesIn(folder)[0]?.attempts).toBe(3)
})

test('high failure pause: five segments in a row pause the run, and all five are tried again afterwards', async () => {
  const folder = temporaryFolder('production')
  let broken = true
  const monitor = new ProductionMonitor(folder, { retry: { attempts: 2, ...AT_ONCE } })
  const run = monitor.run(segments(8), (_segment, { index }) => {
    if (broken && index > 0) throw new Error('connect ECONNREFUSED.')
  })
  const paused = await until('the pause', () => {
    const status = statusIn(folder)
    return status.status === 'paused' ? status : undefined
  })
  expect(paused.failures).toEqual({ consecutive: 5, total: 10, retries: 5 })
  expect(paused.segments).toMatchObject({ completed: 1, failed: 5, remaining: 2 })
  expect(paused.health.state).toBe('critical')
  expect(paused.last_errors).toHaveLength(5)
  expect(paused.failure_clusters).toMatchObject([
    { count: 10, example: 'connect ECONNREFUSED.', last_segment: 's6' },
  ])
  expect(readProduction(folder).clusters).toMatchObject([{ count: 10, lastSegment: 's6' }])
  expect(readFileSync(join(folder, 'PAUSE'), 'utf8')).toMatch(
    /^5 segments in a row failed, .*ECONNREFUSED\. Mend/,
  )
  expect(idsIn(folder)).toEqual(['s1'])
  broken = false
  rmSync(join(folder, 'PAUSE'))
  expect((await run).segments).toEqual({ total: 8, completed: 8, failed: 0, skipped: 0, remaining: 0 })
  expect(idsIn(folder)).toEqual(segments(8))
})

test('failures of single segments are no reason to pause, not even of the first', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder, { retry: { attempts: 3, ...AT_ONCE } })
  const summary = await monitor.run(segments(20), (_segment, { index }) => {
    if (index % 5 < 4) throw new Error(`no luck with ${index}`)
  })
  expect(summary).toMatchObject({ status: 'completed', segments: { completed: 4, failed: 16 } })
  expect(linesIn(folder)[0]).toMatchObject({
    id: 's1',
    status: 'skipped',
    attempts: 3,
    error: 'no luck with 0',
  })
})

test('finished segments are not made again, and none appears twice', async () => {
  const folder = temporaryFolder('production')
  const first = new ProductionMonitor(folder)
  const summary = await first.run(segments(10), (segment) => {
    if (segment === 's4') first.stop('enough for today')
  })
  expect(summary).toMatchObject({ status: 'aborted', reason: 'enough for today', segments: { completed: 4 } })
  expect(statusIn(folder)).toMatchObject({ status: 'aborted', end_reason: 'enough for today' })
  const made: string[] = []
  const second = await new ProductionMonitor(folder).run(segments(10), (segment) => void made.push(segment))
  expect(made).toEqual(['s5', 's6', 's7', 's8', 's9', 's10'])
  expect(idsIn(folder)).toEqual(segments(10))
  expect(second.runId).toBe(summary.runId)
})

test('a torn last line is repaired and said, and its segment is made again', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(segments(3), () => {})
  const path = join(folder, '_segments.jsonl')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.slice(0, -30))
  const warnings: HostWarning[] = []
  const made: string[] = []
  const monitor = new ProductionMonitor(folder, { onWarning: (warning) => warnings.push(warning) })
  await monitor.run(segments(3), (segment) => void made.push(segment))
  expect(made).toEqual(['s3'])
  expect(warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^MALFORMED The last line of .*_segments\.jsonl was torn and is cut off/),
  ])
  expect(idsIn(folder)).toEqual(segments(3))
})

test('lines that no one can read are told once, and again only when there are more', async () => {
  const folder = temporaryFolder('production')
  const path = join(folder, '_segments.jsonl')
  const warningsOf = async () => {
    const warnings: string[] = []
    const onWarning = ({ message }: HostWarning) => void warnings.push(message)
    await new ProductionMonitor(folder, { onWarning }).run(segments(2), () => {})
    return warnings
  }
  const spoil = () => writeFileSync(path, `not a line\n${readFileSync(path, 'utf8')}`)
  expect(await warningsOf()).toEqual([])
  spoil()
  expect(await warningsOf()).toEqual([
    expect.stringMatching(/^A line of .* can't be read and is passed over; its/),
  ])
  expect(statusIn(folder).unreadable_lines).toBe(1)
  expect(await warningsOf()).toEqual([])
  spoil()
  expect(await warningsOf()).toEqual([
    expect.stringMatching(/^2 lines of .* can't be read and are passed over/),
  ])
  expect(await warningsOf()).toEqual([])
})

test('errors that no attempt can mend are not tried again', async () => {
  const folder = temporaryFolder('production')
  const attempts: string[] = []
  const monitor = new ProductionMonitor(folder, {
    retry: { attempts: 3, ...AT_ONCE },
    maxConsecutiveFailures: 99,
  })
  await monitor.run(['permanent', 'marked', '404', '429', '503'], (segment, { attempt }) => {
    attempts.push(`${segment} ${attempt}`)
    if (segment === 'permanent') throw new PermanentError('the script is empty')
    throw Object.assign(
      new Error('refused'),
      segment === 'marked' ? { permanent: true } : { status: Number(segment) },
    )
  })
  expect(attempts).toEqual([
    'permanent 1',
    'marked 1',
    '404 1',
    '429 1',
    '429 2',
    '429 3',
    '503 1',
    '503 2',
    '503 3',
  ])
})

test('the waits between attempts double, up to the longest, and are never all of one length', async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  onTestFinished(() => void vi.useRealTimers())
  const begun: number[] = []
  const retry = { attempts: 6, delaySeconds: 10, maxDelaySeconds: 60 }
  const run = new ProductionMonitor(temporaryFolder('production'), { retry }).run(['s1'], () => {
    begun.push(performance.now() / 1000)
    throw new Error('no')
  })
  await vi.advanceTimersByTimeAsync(200_000)
  await run
  const waits = begun.slice(1).map((at, index) => at - (begun[index] ?? 0))
  const longest = [10, 20, 40, 60, 60]
  expect(waits).toHaveLength(5)
  for (const [index, seconds] of waits.entries()) {
    expect(seconds).toBeGreaterThanOrEqual((longest[index] ?? 0) / 2 - 0.01)
    expect(seconds).toBeLessThanOrEqual((longest[index] ?? 0) + 0.01)
  }
  expect(new Set(waits.map((seconds, index) => seconds / (longest[index] ?? 1))).size).toBeGreaterThan(1)
})

test('a policy of your own decides first', async () => {
  const folder = temporaryFolder('production')
  let tries = 0
  const retryable = (error: Error) => (error.message === 'final' ? false : undefined)
  await new ProductionMonitor(folder, { retry: { retryable, ...AT_ONCE } }).run(['s1'], () => {
    tries += 1
    throw new Error(tries === 2 ? 'final' : 'again')
  })
  expect(tries).toBe(2)
})

test('a loop of your own gets the same attempts, and leaving it keeps the segment in hand for next time', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder, { retry: { attempts: 2, ...AT_ONCE } })
  const seen: string[] = []
  for await (const attempt of monitor.segments([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }])) {
    seen.push(`${attempt.segment.id}${attempt.attempt}`)
    if (attempt.id === 'a' && attempt.attempt === 1) attempt.fail(new Error('once'))
    else if (attempt.id === 'b') attempt.skip('not needed')
    else if (attempt.id === 'd') break
    else attempt.complete({ metrics: { words: 120 } })
  }
  expect(seen).toEqual(['a1', 'a2', 'b1', 'c1', 'd1'])
  expect(monitor.summary).toMatchObject({
    status: 'aborted',
    segments: { completed: 2, skipped: 1, remaining: 1 },
  })
  expect(linesIn(folder)).toMatchObject([
    { id: 'a', status: 'completed', attempts: 2, metrics: { words: 120 } },
    { id: 'b', status: 'skipped', reason: 'not needed' },
    { id: 'c', status: 'completed' },
  ])
})

test('an attempt of which a loop says nothing counts as completed and is named once, but not after its signal', async () => {
  const folder = temporaryFolder('production')
  const warnings: string[] = []
  const monitor = new ProductionMonitor(folder, {
    timeoutSeconds: 0.05,
    retry: { attempts: 1 },
    onWarning: ({ message }) => void warnings.push(message),
  })
  for await (const attempt of monitor.segments(segments(3))) {
    if (attempt.id !== 's3') continue
    await until('the time limit', () => attempt.signal.aborted)
  }
  expect(linesIn(folder)).toMatchObject([
    { id: 's1', status: 'completed' },
    { id: 's2', status: 'completed' },
    { id: 's3', status: 'skipped', error: 'The attempt took longer than 0.05 s.' },
  ])
  expect(warnings).toEqual([
    expect.stringMatching(
      /^The loop said nothing of segment "s1", so it counts as completed\. Say complete\(\)/,
    ),
  ])
})
