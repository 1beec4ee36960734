import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ProductionMonitor } from '../../src/index.ts'
import { preflight, readProduction, redoSegments } from '../../src/production/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { idsIn, segments, statusIn } from './support/run-folder.ts'

const failed = (checks: Awaited<ReturnType<typeof preflight>>) =>
  checks.filter(({ passed }) => !passed).map(({ name, found, advice }) => [name, found, advice])

test('preflight passes for a fresh folder, and leaves nothing in it', async () => {
  const folder = join(temporaryFolder('production'), 'new', 'run')
  const checks = await preflight(folder, { leastDiskBytes: 1024 })
  expect(checks.map(({ name }) => name)).toEqual([
    'output folder',
    'disk space',
    'no other run',
    'no PAUSE file',
  ])
  expect(failed(checks)).toEqual([])
})

test('preflight says what to do about each thing that is missing', async () => {
  const folder = temporaryFolder('production')
  writeFileSync(join(folder, 'PAUSE'), 'still checking')
  const checks = await preflight(folder, {
    leastDiskBytes: 2 ** 60,
    generatorUrl: 'http://127.0.0.1:9/api/tags',
    pools: [
      { name: 'quests', available: 380, needed: 400 },
      { name: 'songs', available: 50, needed: 50 },
    ],
  })
  expect(failed(checks)).toEqual([
    ['disk space', expect.stringMatching(/free$/), 'Make room: the run needs 1073741824.0 GB.'],
    [
      'no PAUSE file',
      expect.stringMatching(/^there since \d{4}-\S+: still checking$/),
      `story-monitor production resume ${folder}`,
    ],
    [
      'generator answers',
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/api\/tags: /),
      expect.stringMatching(/^Start it/),
    ],
    ['pool quests', '380 of 400 needed', 'Add 20 more before the run begins.'],
  ])
})

test('preflight advises what fits: where no folder can be made, neither room nor rights help', async () => {
  expect(failed(await preflight('/proc/no-run', { leastDiskBytes: 1 }))).toEqual([
    ['output folder', expect.stringMatching(/ENOENT/), 'Choose another folder: none can be made there.'],
  ])
})

test('preflight asks the generator and refuses a folder that is a file', async () => {
  const generator = createServer((_request, response) => response.end('{"models":[]}'))
  await new Promise<void>((resolve) => generator.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void generator.close())
  const address = generator.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const file = join(temporaryFolder('production'), 'file')
  writeFileSync(file, '')
  const checks = await preflight(file, {
    leastDiskBytes: 1,
    generatorUrl: `http://127.0.0.1:${port}/api/tags`,
  })
  expect(failed(checks).map(([name]) => name)).toEqual(['output folder'])
  expect(checks.find(({ name }) => name === 'generator answers')?.found).toMatch(/says 200$/)
})

test('redone segments are made again at the next start, and their old lines are kept', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(segments(4), () => {})
  expect(redoSegments(folder, ['s2', 's4', 's9'])).toEqual({ redone: ['s2', 's4'], unknown: ['s9'] })
  expect(idsIn(folder)).toEqual(['s1', 's3'])
  const made: string[] = []
  await new ProductionMonitor(folder).run(segments(4), (segment) => void made.push(segment))
  expect(made).toEqual(['s2', 's4'])
  expect(readFileSync(join(folder, '_segments.redone.jsonl'), 'utf8').match(/"id":"s[24]"/g)).toHaveLength(2)
})

test('after a redo the gate is open in the report, and what went wrong in the redone segments is gone', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'All', metric: 'completion_rate', target: '>=50%' }]
  await new ProductionMonitor(folder, { criteria, retry: { attempts: 1 } }).run(segments(4), (segment) => {
    if (segment === 's2') throw new Error('no voice')
  })
  const gate = () => JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8')).gate.state
  expect(gate()).toBe('passed')
  redoSegments(folder, ['s2'])
  expect(gate()).toBe('open')
  expect(statusIn(folder)).toMatchObject({ last_error: null, last_errors: [], failures: { total: 0 } })
  await new ProductionMonitor(folder, { criteria }).run(segments(4), () => {})
  expect(statusIn(folder)).toMatchObject({ last_error: null, failures: { total: 0, retries: 0 } })
  expect(gate()).toBe('passed')
})

test('all that were given up can be made again at once', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder, { retry: { attempts: 1 } }).run(segments(4), (segment) => {
    if (segment === 's2') throw new Error('no')
  })
  expect(redoSegments(folder, 'skipped')).toEqual({ redone: ['s2'], unknown: [] })
})

test('nothing is redone while the run is alive', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  const run = monitor.run(segments(2), () => monitor.pause('wait'))
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(() => redoSegments(folder, ['s1'])).toThrow(/is worked on by process \d+\. Stop it first/)
  monitor.stop()
  await run
})

test('a reading tells what is needed to find a fault: last errors, slowest segments, failures that look alike', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder, { retry: { attempts: 1 } }).run(segments(9), (segment, { index }) => {
    if (index % 3 === 2) throw new Error(`${segment}: the model answered 500 after ${index} s`)
  })
  const reading = readProduction(folder)
  expect(reading.presence).toEqual({ state: 'completed', reason: 'the run is completed' })
  expect(reading.lastErrors.map(({ id }) => id)).toEqual(['s9', 's6', 's3'])
  expect(reading.clusters).toMatchObject([{ fingerprint: 's#: the model answered # after # s', count: 3 }])
  expect(reading.slowest).toHaveLength(5)
})

test.each([
  [
    'addresses',
    [
      'CUDA error: illegal access at 0x7f3a12bc9d00',
      'CUDA error: illegal access at 0x55e0aa01',
      'CUDA error: illegal access at 0xDEADBEEF',
    ],
  ],
  [
    'ids',
    ['job 3f2504e0-4f89-11d3-9a0c-0305e82c3301 died', 'job a3f9c1 died', 'job req_01HXYZabc123def died'],
  ],
  [
    'paths',
    ['no voice in /tmp/out-aX9/alice.wav', 'no voice in /tmp/b/bob.wav', 'no voice in ./three/carol.wav'],
  ],
])('failures that differ only in their %s look alike', async (_what, messages) => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder, { retry: { attempts: 1 } }).run(segments(4), (_segment, { index }) => {
    throw new Error(messages[index] ?? 'POST /api/generate was refused')
  })
  expect(readProduction(folder).clusters.map(({ count }) => count)).toEqual([3, 1])
})

test('a run whose process is gone is dead, with what to do', () => {
  const folder = temporaryFolder('production')
  mkdirSync(join(folder, 'sub'))
  expect(readProduction(folder).presence.state).toBe('none')
  writeFileSync(
    join(folder, 'LIVE_STATUS.json'),
    JSON.stringify({ status: 'running', pid: 1, host: 'elsewhere', updated_at: '2020-01-01T00:00:00Z' }),
  )
  const { presence } = readProduction(folder)
  expect(presence.state).toBe('dead')
  expect(presence.reason).toMatch(/^process 1 is gone; last sign .* ago\. Start it again to go on$/)
})
