import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { productionLines } from '../../src/cli/screen/production-lines.ts'
import { ProductionMonitor } from '../../src/index.ts'
import { readRun } from '../../src/production/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

/** A run of nine segments of which every third fails. */
async function finishedRun(): Promise<string> {
  const folder = temporaryFolder('production')
  const ids = Array.from({ length: 9 }, (_, index) => `s${index + 1}`)
  await new ProductionMonitor(folder, { retry: { attempts: 1 } }).run(ids, (_segment, { index }) => {
    if (index % 3 === 2) throw new Error(`the model answered 500\u001b[2J after ${index} s`)
    return { metrics: { validation_passed: true }, pools: { quests: { remaining: 390, total: 400 } } }
  })
  return folder
}

test('status says how a run came out and what went wrong, without the escape codes of an error', async () => {
  const folder = await finishedRun()
  const { code, out } = await run('production', 'status', folder)
  expect(code).toBe(0)
  expect(out).toContain('completed: the run is completed')
  expect(out).toContain('━━━━━━━━━━━━━━━━━━━━━━━━  6 of 9 completed, 3 failed')
  expect(out).toContain('pass rate 100.0 %, quests 390 of 400')
  expect(out).toContain('last error: s9: the model answered 500 after 8 s')
  expect(out).toMatch(/failures that look alike:\n {2}3 × the model answered 500 after 2 s \(last: s9\)/)
  expect(out).not.toContain('\u001b')
})

test('status --json gives the same as data, and an empty folder is no failure', async () => {
  const folder = await finishedRun()
  expect(JSON.parse((await run('production', 'status', folder, '--json')).out)).toMatchObject({
    folder,
    status: { segments: { total: 9, completed: 6, failed: 3 } },
    presence: { state: 'completed' },
    clusters: [{ count: 3 }],
  })
  const empty = await run('production', 'status', temporaryFolder())
  expect(empty).toMatchObject({
    code: 0,
    out: expect.stringContaining('none: there is no run in this folder'),
  })
})

test('pause and resume steer a run in another terminal', async () => {
  const folder = temporaryFolder('production')
  const finished = new ProductionMonitor(folder).run(
    ['s1', 's2'],
    async (_segment, { index, pausePoint }) => {
      if (index > 0) return
      await run('production', 'pause', folder, 'listen', 'first')
      await pausePoint()
    },
  )
  await until('the pause', async () =>
    (await run('production', 'status', folder)).out.includes('paused: listen first'),
  )
  expect((await run('production', 'resume', folder)).out).toBe('resumed')
  expect((await finished).segments.completed).toBe(2)
  expect((await run('production', 'resume', folder)).out).toBe('it was not paused')
})

test('watch prints a line for each change and ends with the run', async () => {
  const folder = temporaryFolder('production')
  const terminal = testTerminal()
  const watching = main(['production', 'watch', folder], terminal)
  await until('the first line', () => terminal.printed() !== '')
  await new ProductionMonitor(folder).run(['s1'], () => {})
  expect(await watching).toBe(0)
  const lines = terminal.printed().split('\n')
  expect(lines[0]).toMatch(/: none$/)
  expect(lines.at(-1)).toMatch(/: completed \| 1 of 1 completed \| the run is completed$/)
})

test('the plain watch command knows the folder of a long run', async () => {
  const { code, out } = await run('watch', await finishedRun())
  expect(code).toBe(0)
  expect(out).toMatch(/: completed \| 6 of 9 completed, 3 failed/)
})

test('watch ends with Ctrl+C too', async () => {
  const terminal = testTerminal()
  const watching = main(['production', 'watch', temporaryFolder('production')], terminal)
  await until('the first line', () => terminal.printed() !== '')
  terminal.stop()
  expect(await watching).toBe(0)
})

test('preflight is a table with pass or FAIL, and an exit code', async () => {
  const folder = temporaryFolder('production')
  const passed = await run(
    'production',
    'preflight',
    folder,
    '--min-disk',
    '0.001',
    '--pool',
    'quests=412/400',
  )
  expect(passed.code).toBe(0)
  expect(passed.out).toMatch(/^pass {2}pool quests {4}412 of 400 needed$/m)
  writeFileSync(join(folder, 'PAUSE'), '')
  const failed = await run('production', 'preflight', folder, '--min-disk', '0.001', '--json')
  expect(failed.code).toBe(1)
  expect(JSON.parse(failed.out)).toMatchObject({ passed: false })
})

test('report writes three files and names them', async () => {
  const folder = await finishedRun()
  const { code, out } = await run('production', 'report', folder, '--sample', '2', '--seed', 'x')
  expect(code).toBe(0)
  for (const path of out.split('\n')) expect(existsSync(path)).toBe(true)
  expect(
    JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8')).sample.segments,
  ).toHaveLength(2)
})

test('redo names what will be made again, and fails for what was not finished', async () => {
  const folder = await finishedRun()
  expect(await run('production', 'redo', folder, 's1', 's99')).toEqual({
    code: 1,
    out: '1 will be made again at the next start: s1',
    err: 'not finished, so there is nothing to redo: s99',
  })
  expect((await run('production', 'redo', folder, '--skipped')).out).toBe(
    '3 will be made again at the next start: s3, s6, s9',
  )
})

test.each([
  [['status', '/no/such/folder'], 'There is no folder'],
  [['redo', '.'], 'Say which segments'],
  [['redo', '.', 's1', '--skipped'], 'Say which segments'],
  [['preflight', '.', '--min-disk', 'much'], '--min-disk has to be'],
  [['preflight', '.', '--generator', 'file:///etc/passwd'], '--generator has to be'],
  [['preflight', '.', '--pool', 'quests'], '--pool has to be'],
  [['report', '.', '--sample', '-1'], '--sample has to be'],
])('wrong usage %j ends with 2 and one sentence', async (args, message) => {
  const { code, err } = await run('production', ...args)
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(err).not.toContain('\n')
})

test('a report of a folder without a run says so', async () => {
  const { code, err } = await run('production', 'report', temporaryFolder())
  expect(code).toBe(1)
  expect(err).toMatch(/There is no LIVE_STATUS\.json in .*; give the folder of a run\./)
})

test('an exception is documented with its reason, and the report says so', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' }]
  await new ProductionMonitor(folder, { criteria }).run(['s1'], () => ({ metrics: { jokes: 0 } }))
  const args = ['production', 'except', folder, 'Jokes']
  expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining('--reason') })
  const { code, out } = await run(...args, '--reason', 'a sad week', '--by', 'Ada')
  expect(code).toBe(0)
  expect(out).toMatch(/^Jokes is a documented exception of Ada; the report is .*production-report\.md$/)
  expect(readFileSync(join(folder, 'production-report.md'), 'utf8')).toMatch(
    /Gate passed\. Documented exceptions: Jokes/,
  )
  const wrong = await run('production', 'except', folder, 'Yokes', '--reason', 'x', '--by', 'Ada')
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('There are: "Jokes"') })
})

test('in a narrow terminal no line of a run is longer than the terminal is wide', async () => {
  const folder = await finishedRun()
  const lines = productionLines(folder, readRun(folder), { colour: false, columns: 40 })
  expect(lines.map((line) => [...line].length).filter((length) => length > 40)).toEqual([])
})
