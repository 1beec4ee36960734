import { ProgressTracker } from 'story-monitor'
import { afterEach, expect, test, vi } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

afterEach(() => vi.useRealTimers())

const fakeClock = () =>
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  })

test('counts wait for at most 100 ms, and the latest wins', () => {
  fakeClock()
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('production')
  tracker.setPhaseProgress('production', 1, 9)
  tracker.setPhaseProgress('production', 5, 9)
  expect(progressIn(folder).phase_progress?.['production']).toBeUndefined()
  vi.advanceTimersByTime(5000)
  expect(progressIn(folder).phase_progress?.['production']).toEqual({ complete: 5, total: 9 })
})

test('a loop that never yields writes on the way', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('production')
  const limit = performance.now() + 20_000
  let turn = 0
  let seen = 0
  while (seen === 0 && performance.now() < limit) {
    turn += 1
    tracker.setPhaseProgress('production', turn, 1e9)
    if (turn % 5000 === 0)
      seen = Math.max(seen, progressIn(folder).phase_progress?.['production']?.complete ?? 0)
  }
  expect(seen).toBeGreaterThan(0)
})

test('the last value is on disk after a normal exit, process.exit and an uncaught error', async () => {
  const burst = `const tracker = new ProgressTracker(folder); tracker.start('production')
    for (let index = 1; index <= 20000; index += 1) tracker.setPhaseProgress('production', index, 20000)`
  for (const end of ['', 'process.exit(0)', `throw new Error('boom')`]) {
    const folder = temporaryFolder()
    await runPipeline(folder, `${burst}\n${end}`).ended
    expect(progressIn(folder).phase_progress?.['production']).toEqual({ complete: 20000, total: 20000 })
  }
})

test('a tracker never keeps its process alive', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(folder, `new ProgressTracker(folder).start('reddit')`)
  expect(await child.ended).toBe(0)
})
