import { ProgressTracker, readLiveness, readStory, writeProgressError } from 'story-monitor'
import { failuresOf, type ProgressView } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const quiet = { workflow: 'show', onWarning: () => {} }

const view = (folder: string): ProgressView => {
  const { progress } = readStory(folder)
  if (progress === undefined) throw new Error(`no story in ${folder}`)
  return progress
}

const told = (folder: string) =>
  failuresOf(view(folder)).map(({ phase, error, isBefore }) => [phase?.name, error, isBefore])

test('each failed phase has its own error', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.start('portrait')
  tracker.error('portrait', new Error('PAINT'))
  tracker.start('video')
  tracker.error('video', new Error('CAMERA'))
  tracker.complete()
  expect(told(folder)).toEqual([
    ['portrait', 'PAINT', false],
    ['video', 'CAMERA', false],
  ])
  expect(readLiveness(folder).reason).toBe(
    'finished with failures: Portraits: PAINT; Character Videos: CAMERA',
  )
  expect(progressIn(folder).phase_failures?.['portrait']?.traceback).toContain('PAINT')
})

for (const [how, mend] of [
  [
    'runs well',
    (tracker) => {
      tracker.start('video')
      tracker.finish('video')
    },
  ],
  ['is skipped', (tracker) => tracker.skip('video', 'no camera')],
] satisfies [string, (tracker: ProgressTracker) => void][]) {
  test(`the error of a phase that failed last and then ${how} is gone, and that of another is there again`, () => {
    const folder = temporaryFolder()
    using tracker = new ProgressTracker(folder, quiet)
    tracker.start('portrait')
    tracker.error('portrait', new Error('PAINT'))
    tracker.start('video')
    tracker.error('video', new Error('CAMERA'))
    mend(tracker)
    expect(progressIn(folder).error).toBe('PAINT')
    expect(told(folder)).toEqual([['portrait', 'PAINT', false]])
  })
}

test('an earlier attempt keeps the error that it had, not that of another phase', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.start('portrait')
  tracker.error('portrait', new Error('PAINT'))
  tracker.start('video')
  tracker.error('video', new Error('CAMERA'))
  tracker.start('portrait')
  expect(progressIn(folder).phase_attempts?.['portrait']).toMatchObject([{ error: 'PAINT' }])
})

test('what a killed run has left and what failed in this one are told apart', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(
    folder,
    `new ProgressTracker(folder, { workflow: 'show' }).start('video'); setInterval(() => {}, 1000)`,
  )
  await until('the phase', () => progressIn(folder).phases['video'] === 'running')
  child.process.kill('SIGKILL')
  await child.ended
  const restarted = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show', onWarning: () => {} })
     tracker.start('portrait')
     tracker.error('portrait', new Error('no paint'))
     setInterval(() => {}, 1000)`,
  )
  await until('the failure', () => progressIn(folder).phases['portrait'] === 'error')
  const death = `Process ${child.pid} ended while running: Character Videos.`
  expect(told(folder)).toEqual([
    ['portrait', 'no paint', false],
    ['video', death, true],
  ])
  restarted.process.kill('SIGKILL')
  await restarted.ended
  using tracker = new ProgressTracker(folder, quiet)
  tracker.start('portrait')
  tracker.complete()
  expect(readLiveness(folder).reason).toBe(`finished with failures: Character Videos: ${death}`)
})

test('an error from outside is that of each phase that ran', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.start('portrait')
  tracker.start('video')
  writeProgressError(folder, new Error('power cut'))
  expect(told(folder)).toEqual([
    ['portrait', 'power cut', false],
    ['video', 'power cut', false],
  ])
})
