import { ProgressTracker, readLiveness } from 'story-monitor'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  })
})
afterEach(() => vi.useRealTimers())

const updated = (folder: string) => Date.parse(progressIn(folder).updated_ts)

test('while a phase runs, no five seconds pass without a write', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('director')
  const progressed = progressIn(folder).progress_ts
  for (let second = 0; second < 60; second += 1) {
    vi.advanceTimersByTime(1000)
    expect(Date.now() - updated(folder)).toBeLessThan(5000)
  }
  expect(progressIn(folder).progress_ts).toBe(progressed)
})

test('the heartbeat rests when nothing runs', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('director')
  tracker.finish('director')
  const last = updated(folder)
  vi.advanceTimersByTime(60_000)
  expect(updated(folder)).toBe(last)
})

test('a phase that beats without progress becomes stuck, and alive again with the next count', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('production', { step: 'rendering scene 4' })
  vi.advanceTimersByTime(290_000)
  expect(readLiveness(folder).state).toBe('alive')
  vi.advanceTimersByTime(20_000)
  expect(readLiveness(folder)).toEqual({
    state: 'stuck',
    reason: 'alive, but no progress for 5 min; last step: rendering scene 4',
  })
  tracker.setPhaseProgress('production', 5, 9)
  vi.advanceTimersByTime(3000)
  expect(readLiveness(folder).state).toBe('alive')
})

test('what was quiet for long before may be quiet for long again', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('production')
  for (let scene = 1; scene <= 3; scene += 1) {
    vi.advanceTimersByTime(280_000)
    tracker.setPhaseProgress('production', scene, 9)
  }
  vi.advanceTimersByTime(600_000)
  expect(readLiveness(folder).state).toBe('alive')
  vi.advanceTimersByTime(300_000)
  expect(readLiveness(folder).state).toBe('stuck')
})

test('a clock that jumps by a day fakes no stall and no duration', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('director')
  vi.advanceTimersByTime(10_000)
  vi.setSystemTime(Date.now() + 24 * 3600 * 1000)
  vi.advanceTimersByTime(4000)
  expect(readLiveness(folder).state).toBe('alive')
  tracker.finish('director')
  expect(progressIn(folder).phase_times?.['director']?.duration_seconds).toBe(14)
})
