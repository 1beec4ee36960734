import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { type HostWarning, ProductionMonitor, progressDisplay, StoryMonitorError } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run as runCommand } from '../support/terminal.ts'
import { until } from '../support/until.ts'
import { AT_ONCE, idsIn, linesIn, segments, statusIn } from './support/run-folder.ts'

test('a run without segments is complete at once', async () => {
  const folder = temporaryFolder('production')
  expect(await new ProductionMonitor(folder).run([], () => {})).toMatchObject({
    status: 'completed',
    segments: { total: 0, completed: 0, remaining: 0 },
  })
  expect(statusIn(folder)).toMatchObject({ status: 'completed', progress_percent: 100 })
})

test('an id that comes twice in a list that is made while it is read is refused with its place, and what was finished before stays', async () => {
  const folder = temporaryFolder('production')
  async function* list() {
    yield* ['a', 'b', 'a', 'c']
  }
  const run = new ProductionMonitor(folder).run(list(), () => {})
  await expect(run).rejects.toThrow(/Segment 2 has the id "a", which an earlier one has too/)
  expect(idsIn(folder)).toEqual(['a', 'b'])
  expect(statusIn(folder).status).toBe('failed')
})

test.each([[''], [null], [{}], [{ id: {} }], ['x'.repeat(501)], [Number.NaN]])(
  '%j is no segment',
  async (segment) => {
    const run = Reflect.apply(
      ProductionMonitor.prototype.run,
      new ProductionMonitor(temporaryFolder('production')),
      [[segment], () => {}],
    )
    await expect(run).rejects.toThrow(/Expected `segments\[0\]` to be an id/)
  },
)

test.each([
  [{ total: -1 }, 'total'],
  [{ maxConsecutiveFailures: 0 }, 'maxConsecutiveFailures'],
  [{ retry: { attempts: 1.5 } }, 'retry.attempts'],
  [{ retry: { delaySeconds: Number.NaN } }, 'retry.delaySeconds'],
  [{ timeoutSeconds: 0 }, 'timeoutSeconds'],
  [{ criteria: [{ name: 'x', metric: 'y', target: 'good' }] }, 'criteria[0].target'],
  [{ criteria: [{ name: 'x', metric: 'y', target: '>1', tier: 'maybe' }] }, 'criteria[0].tier'],
  [
    {
      criteria: [
        { name: 'x', metric: 'y', target: '>1' },
        { name: 'x', metric: 'z', target: '>2' },
      ],
    },
    'criteria[1].name',
  ],
])('options %j are refused by name', (options, name) => {
  expect(() => Reflect.construct(ProductionMonitor, ['never-made', options])).toThrow(`Expected \`${name}\``)
})

test('a function that never settles is given up after its time and grace', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder, {
    timeoutSeconds: 0.05,
    graceSeconds: 0.05,
    retry: { attempts: 2, ...AT_ONCE },
  })
  const summary = await monitor.run(['stuck', 'fine'], (segment) =>
    segment === 'stuck' ? new Promise<void>(() => {}) : undefined,
  )
  expect(summary.segments).toMatchObject({ completed: 1, failed: 1 })
  expect(linesIn(folder)[0]).toMatchObject({
    id: 'stuck',
    attempts: 2,
    error: 'The attempt took longer than 0.05 s.',
  })
})

test('whatever is thrown is told: undefined, a string, an object', async () => {
  const folder = temporaryFolder('production')
  const thrown: { [id: string]: unknown } = { a: undefined, b: 'no voice', c: { code: 7 }, d: '' }
  await new ProductionMonitor(folder, { retry: { attempts: 1 } }).run(['a', 'b', 'c', 'd'], (segment) => {
    throw thrown[segment]
  })
  expect(linesIn(folder).map((line) => line.error)).toEqual([
    'undefined was thrown instead of an Error.',
    'no voice',
    '{"code":7} was thrown instead of an Error.',
    'An empty string was thrown.',
  ])
})

test('a metric that is no number is left out and told once; the segment is finished', async () => {
  const folder = temporaryFolder('production')
  const warnings: HostWarning[] = []
  const monitor = new ProductionMonitor(folder, { onWarning: (warning) => warnings.push(warning) })
  await monitor.run(segments(3), () => ({
    metrics: { loudness: Number.NaN, words: 3 },
    pools: { quests: { remaining: -1, total: 5 } },
  }))
  expect(linesIn(folder).map((line) => line.metrics)).toEqual([{ words: 3 }, { words: 3 }, { words: 3 }])
  expect(warnings.map(({ message }) => message)).toEqual([
    'The pool "quests" of a segment needs remaining and total, each a number of at least 0; this one is left out: { remaining: -1, total: 5 }',
    'The metric "loudness" of a segment has to be a number, true or false; this one is left out: NaN',
  ])
})

test.each([5, [1, 2], 'many'])(
  'metrics and pools that are %j are told, not dropped without a word',
  async (wrong) => {
    const folder = temporaryFolder('production')
    const warnings: string[] = []
    const onWarning = ({ message }: HostWarning) => void warnings.push(message)
    const monitor = new ProductionMonitor(folder, { onWarning })
    await Reflect.apply(monitor.run, monitor, [segments(1), () => ({ metrics: wrong, pools: wrong })])
    expect(linesIn(folder)).toMatchObject([{ id: 's1', status: 'completed' }])
    expect(warnings).toEqual([
      expect.stringMatching(/^The pools value of a segment has to be an object .*: ('many'|5|\[ 1, 2 \])$/),
      expect.stringMatching(/^The metrics value of a segment has to be an object .*: ('many'|5|\[ 1, 2 \])$/),
    ])
  },
)

test('while the disk is full the run pauses and says so, and nothing that is finished is lost', async () => {
  const folder = temporaryFolder('production')
  const path = join(folder, '_segments.jsonl')
  const made: string[] = []
  const warnings: HostWarning[] = []
  const monitor = new ProductionMonitor(folder, { onWarning: (warning) => warnings.push(warning) })
  const run = monitor.run(segments(3), (segment) => {
    made.push(segment)
    if (segment === 's1') symlinkSync('/dev/full', path)
  })
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(statusIn(folder).pause?.reason).toMatch(
    /the disk is full \(ENOSPC\)\. Make room on the disk: the run goes on by itself/,
  )
  expect(statusIn(folder).health.state).toBe('critical')
  expect((await runCommand('production', 'resume', folder)).out).toMatch(
    /^it waits for the disk, not for you: .*the disk is full \(ENOSPC\)\. Make room/,
  )
  expect(made).toEqual(['s1'])
  unlinkSync(path)
  expect((await run).segments.completed).toBe(3)
  expect(made).toEqual(['s1', 's2', 's3'])
  expect(idsIn(folder)).toEqual(['s1', 's2', 's3'])
  expect(warnings).toHaveLength(1)
})

test('a folder that is deleted during the run pauses it until the folder is there again', async () => {
  const folder = join(temporaryFolder('production'), 'output')
  const made: string[] = []
  const warnings: string[] = []
  const shown = new PassThrough()
  const monitor = new ProductionMonitor(folder, {
    onWarning: ({ message }) => void warnings.push(message),
    onStatus: progressDisplay(shown),
  })
  const run = monitor.run(segments(3), (segment) => {
    made.push(segment)
    if (segment === 's2') rmSync(folder, { recursive: true })
  })
  await until('the warning', () => warnings.some((message) => message.includes('_segments.jsonl')))
  expect(made).toEqual(['s1', 's2'])
  const said = await until('the display', () => /paused.*goes on by itself.*/.exec(String(shown.read()))?.[0])
  expect(said).toContain('no such file or folder (ENOENT). Put the folder back: the run goes on by itself')
  expect(said).not.toMatch(/room/i)
  mkdirSync(folder)
  expect((await run).segments.completed).toBe(3)
  expect(idsIn(folder)).toEqual(['s2', 's3'])
})

test('a folder that is a file is refused', async () => {
  const path = join(temporaryFolder('production'), 'file')
  writeFileSync(path, '')
  await expect(new ProductionMonitor(path).run(segments(1), () => {})).rejects.toThrow(StoryMonitorError)
})

test.each([86_400_000, -86_400_000])(
  'a clock that jumps by %i ms changes neither times nor forecasts',
  async (jump) => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
    try {
      const folder = temporaryFolder('production')
      const seen: ReturnType<typeof statusIn>[] = []
      const run = new ProductionMonitor(folder).run(segments(20), async (_segment, { index }) => {
        if (index === 10) vi.setSystemTime(Date.now() + jump)
        await new Promise((resolve) => setTimeout(resolve, 6000))
        seen.push(statusIn(folder))
      })
      await vi.advanceTimersByTimeAsync(125_000)
      const summary = await run
      expect(summary.elapsedSeconds).toBeLessThan(121)
      const after = seen[15]
      expect(after?.health).toEqual({ state: 'healthy', reasons: [] })
      expect(after?.timing.average_seconds).toBe(6)
      expect(after?.timing.eta_seconds).toBeLessThan(40)
      expect(
        Date.parse(after?.timing.estimated_completion ?? '') - Date.parse(after?.updated_at ?? ''),
      ).toBeLessThan(40_000)
    } finally {
      vi.useRealTimers()
    }
  },
)

test('room is kept for the status of a full disk while a run goes on, and given back at its end', async () => {
  const folder = temporaryFolder('production')
  const reserve = join(folder, '.room-for-live-status')
  let kept = 0
  await new ProductionMonitor(folder).run(['s1'], () => {
    kept = statSync(reserve).size
  })
  expect(kept).toBe(32 * 1024)
  expect(existsSync(reserve)).toBe(false)
})
