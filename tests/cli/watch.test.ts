import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { ProgressTracker } from 'story-monitor'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

test('prints one line for each change and ends with the story', async () => {
  const folder = temporaryFolder('film')
  const terminal = testTerminal()
  const watching = main(['watch', folder], terminal)
  await until('the wait', () => /waiting \| there is no _progress\.json/.test(terminal.printed()))
  const tracker = new ProgressTracker(folder, { jobId: 'film-7', phaseNames: ['fetch', 'cut'] })
  tracker.start('fetch', { step: 'asking' })
  tracker.setPhaseProgress('fetch', 1, 3)
  await until('the count', () => terminal.printed().includes('film-7: alive | Fetch running 1 of 3 | asking'))
  tracker.finish('fetch')
  tracker.error('cut', new Error('the blade is blunt'))
  await until('the error', () => terminal.printed().includes('failed | Cut error'))
  tracker.start('cut')
  tracker.complete()
  tracker.close()
  expect(await watching).toBe(0)
  const lines = terminal.printed().split('\n')
  expect(lines.at(-1)).toBe('film-7: finished | all phases are done')
  expect(new Set(lines).size).toBe(lines.length)
})

test('ends with code 1 when the story ended with a failure', async () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder)
  tracker.start('reddit')
  tracker.error('reddit', 'gone')
  tracker.complete()
  tracker.close()
  expect(await main(['watch', folder], testTerminal())).toBe(1)
})

test('Ctrl+C ends it', async () => {
  const terminal = testTerminal()
  const watching = main(['watch', temporaryFolder()], terminal)
  await until('the first look', () => terminal.printed())
  terminal.stop()
  expect(await watching).toBe(0)
})

test('a half-written file keeps the last good state and says why', async () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { jobId: 'film-7' })
  tracker.start('reddit')
  const terminal = testTerminal()
  const watching = main(['watch', folder], terminal)
  await until('the first look', () => terminal.printed().includes('Reddit'))
  writeFileSync(join(folder, '_progress.json'), '{"phases":')
  await until('the word', () => /film-7: \w+ \| Reddit .*is not readable JSON/.test(terminal.printed()))
  terminal.stop()
  await watching
  tracker.close()
})

test.each([
  ['that died', (tracker: ProgressTracker) => tracker.start('reddit')],
  ['that failed and was closed', (tracker: ProgressTracker) => tracker.error('reddit', 'gone')],
])('a script that watches a story %s is told by the exit code', async (_what, happens) => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder)
  happens(tracker)
  tracker.close()
  expect(await main(['watch', folder], testTerminal())).toBe(1)
})

test('in a terminal it draws over itself, with bars, and leaves the last picture', async () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { jobId: 'film-7' })
  tracker.start('reddit', { step: 'reading\u001b[2J' })
  const screen = Object.assign(new PassThrough(), { columns: 100, rows: 30 })
  let drawn = ''
  screen.on('data', (chunk: Buffer) => {
    drawn += chunk.toString()
  })
  const watching = main(['watch', folder], testTerminal({ screen }))
  await until('the first picture', () => drawn.includes('now: reading'))
  expect(drawn).toContain('● Reddit')
  expect(drawn).not.toContain('\u001b[2J')
  tracker.complete()
  tracker.close()
  expect(await watching).toBe(0)
  expect(drawn.split('now: reading').at(-1)).toMatch(/✓ Reddit {6}━{24} {2}done/)
})
