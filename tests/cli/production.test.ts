import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { liveStatusSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { ProductionMonitor, progressDisplay } from '../../src/index.ts'
import { type Colours, productionLines, readRun } from '../../src/production/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

const same = (text: string) => text
const NO_COLOURS: Colours = { bold: same, dim: same, red: same, green: same, yellow: same }

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
  expect(out).toContain('━━━━━━━━━━━━━━━━━━━━━━━━  6 of 9 completed, 3 given up')
  expect(out).toContain('pass rate 100.0 %, quests 390 of 400')
  expect(out).toContain('last error: s9: the model answered 500 after 8 s')
  expect(out).toMatch(/failures that look alike:\n {2}3 × the model answered 500 after 2 s \(last: s9\)/)
  expect(out).not.toContain('\u001b')
})

test('status --json gives the same as data, and a folder without a run ends with 1', async () => {
  const folder = await finishedRun()
  expect(JSON.parse((await run('production', 'status', folder, '--json')).out)).toMatchObject({
    folder,
    status: { segments: { total: 9, completed: 6, failed: 3 } },
    presence: { state: 'completed' },
    clusters: [{ count: 3 }],
  })
  const empty = await run('production', 'status', temporaryFolder())
  expect(empty).toMatchObject({
    code: 1,
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
  expect(lines[0]).toMatch(/: none \| there is no run in this folder$/)
  expect(lines.at(-1)).toMatch(/: completed \| 100\.0 % \| 1 of 1 completed \| the run is completed$/)
})

test('the plain watch command knows the folder of a long run', async () => {
  const { code, out } = await run('watch', await finishedRun())
  expect(code).toBe(0)
  expect(out).toMatch(/: completed \| 100\.0 % \| 6 of 9 completed, 3 given up \| .*last error: s9: /)
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
  expect(passed.out).toMatch(/^pass {2}pool quests {11}412 of 400 needed$/m)
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
  const lines = productionLines(folder, readRun(folder), { colours: NO_COLOURS, columns: 40 })
  expect(lines.map((line) => [...line].length).filter((length) => length > 40)).toEqual([])
})

test('in a terminal of a few rows the state and the bar stay, and what matters less gives way', async () => {
  const folder = await finishedRun()
  const lines = (rows: number) =>
    productionLines(folder, readRun(folder), { colours: NO_COLOURS, columns: 20, rows })
  expect(lines(5)).toHaveLength(5)
  expect(lines(5).join('\n')).toMatch(/completed: .*\n(.*\n)*━{20}/)
  expect(lines(12).join('\n')).toMatch(/ran /)
  expect(lines(12).join('\n')).not.toMatch(/last error/)
})

test('a terminal that says it has no rows and columns is taken for one of 24 by 80', async () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0, rows: 0 })
  const onStatus = progressDisplay(stream)
  await new ProductionMonitor(temporaryFolder('production'), { onStatus }).run(['s1'], () => {})
  const shown = String(stream.read())
  expect(shown).toContain('1 of 1 completed')
  expect(shown).not.toContain('Infinity')
})

test('in a wide terminal the bar is wide, and an error is wrapped, not cut', async () => {
  const folder = await finishedRun()
  const lines = productionLines(folder, readRun(folder), { colours: NO_COLOURS, columns: 200 })
  expect(lines.find((line) => line.includes('━'))?.length).toBeGreaterThan(150)
  const narrow = productionLines(folder, readRun(folder), { colours: NO_COLOURS, columns: 30 }).join(' ')
  expect(narrow).toContain('last error: s9: the model answered 500 after 8 s')
})

test('after redo the status says that segments are to be made again, until they are', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' }]
  const start = () =>
    new ProductionMonitor(folder, { criteria }).run(['s1', 's2', 's3'], () => ({ metrics: { jokes: 1 } }))
  await start()
  await run('production', 'redo', folder, 's1', 's3')
  const { out } = await run('production', 'status', folder)
  expect(out).toContain('aborted: 2 segments are to be made again: start the program')
  expect(out).toContain('1 of 3 completed')
  expect(out).toContain('open: Jokes')
  liveStatusSchema.parse(JSON.parse(readFileSync(join(folder, 'LIVE_STATUS.json'), 'utf8')))
  await start()
  expect((await run('production', 'status', folder)).out).toContain('3 of 3 completed')
})

test('redo in a folder with PAUSE says what the next start will wait for', async () => {
  const folder = await finishedRun()
  writeFileSync(join(folder, 'PAUSE'), 'hands off\n')
  expect((await run('production', 'redo', folder, 's1')).err).toMatch(
    /^PAUSE is in .* \(hands off\), so a run waits there\. Go on with: story-monitor production resume /,
  )
  expect((await run('production', 'status', folder)).out).toContain('story-monitor production resume')
})

test('the folder above runs names them, and the story commands name those for a run', async () => {
  const above = temporaryFolder('output')
  await new ProductionMonitor(join(above, 'pilot')).run(['s1'], () => {})
  const { code, out } = await run('production', 'status', above)
  expect(code).toBe(1)
  expect(out).toContain('runs one level down: pilot')
  expect(out).toContain(`story-monitor production status ${above}/pilot`)
  for (const command of ['status', 'report']) {
    expect(await run(command, join(above, 'pilot'))).toMatchObject({
      code: 1,
      err: expect.stringContaining(`story-monitor production ${command} ${above}/pilot`),
    })
  }
})

test('status of a paused run says since when, what to type, the criteria so far and what waits', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' }]
  const monitor = new ProductionMonitor(folder, { criteria, retry: { delaySeconds: 60 } })
  const running = monitor.run(['s1', 's2'], (segment, { attempt }) => {
    if (segment === 's2' && attempt === 1) throw new Error('no script')
    return { metrics: { jokes: 2 } }
  })
  const status = async () => (await run('production', 'status', folder)).out
  await until('the failure', async () => (await status()).includes('waiting to be made: s2, attempt 2'))
  monitor.pause('listening')
  await until('the pause', async () => (await status()).includes('paused: listening'))
  const out = await status()
  expect(out).toMatch(/^paused since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(/m)
  expect(out).toContain(`go on with: story-monitor production resume ${folder}`)
  expect(out).toMatch(/^open: Jokes >= 1 \(should, 2\)$/m)
  expect(out).toContain('waiting to be made: s2, attempt 2')
  monitor.resume()
  await running
})

test('a process that is there and has not written for a while is said to be silent', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder)
  let seen = ''
  await monitor.run(['s1'], async () => {
    const path = join(folder, 'LIVE_STATUS.json')
    const status = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(
      path,
      JSON.stringify({ ...status, updated_at: new Date(Date.now() - 60_000).toISOString() }),
    )
    seen = (await run('production', 'status', folder)).out
  })
  expect(seen).toMatch(
    /^silent: process \d+ is there; last sign 1 min ago: it is frozen, or too busy to write$/m,
  )
})

test('a preflight stays within 80 columns', async () => {
  const folder = temporaryFolder('production')
  writeFileSync(join(folder, 'PAUSE'), `${'a long reason '.repeat(12)}\n`)
  const { out } = await run('production', 'preflight', folder, '--min-disk', '900000')
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(out).toMatch(/^ {6}what to do: story-monitor production/m)
})

test('a program shows its run by itself: drawn in a terminal, in lines elsewhere', async () => {
  for (const isTTY of [true, false]) {
    const stream = new PassThrough()
    let shown = ''
    stream.on('data', (data: Buffer) => {
      shown += data.toString()
    })
    const onStatus = progressDisplay(Object.assign(stream, { isTTY, columns: 100, rows: 30 }))
    await new ProductionMonitor(temporaryFolder('production'), { onStatus }).run(['s1', 's2'], () => ({
      metrics: { validation_passed: true },
    }))
    const text = shown.split('\u001b[J').at(-1) ?? ''
    expect(text).toContain('100.0 %')
    expect(text).toContain('pass rate 100.0 %')
    expect(text.includes('━'.repeat(40))).toBe(isTTY)
    expect(shown.includes('\u001b')).toBe(isTTY)
  }
})
