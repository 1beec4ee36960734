import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker, readStory } from 'story-monitor'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  })
})
afterEach(() => vi.useRealTimers())

/** Runs a whole story whose phases take the given seconds. */
function runStory(folder: string, seconds: { [phase: string]: number }): void {
  using tracker = new ProgressTracker(folder, { phaseNames: Object.keys(seconds), workflow: 'album' })
  for (const [phase, duration] of Object.entries(seconds)) {
    tracker.start(phase)
    vi.advanceTimersByTime(duration * 1000)
    tracker.finish(phase)
  }
  tracker.complete()
}

test('a story without a past and without counts foretells nothing', () => {
  const folder = join(temporaryFolder(), 'only')
  using tracker = new ProgressTracker(folder)
  tracker.start('reddit')
  vi.advanceTimersByTime(10_000)
  expect(progressIn(folder).eta).toBeUndefined()
})

test('counts foretell their phase', () => {
  const folder = join(temporaryFolder(), 'only')
  using tracker = new ProgressTracker(folder)
  tracker.start('production')
  for (let scene = 1; scene <= 4; scene += 1) {
    vi.advanceTimersByTime(10_000)
    tracker.setPhaseProgress('production', scene, 10)
  }
  vi.advanceTimersByTime(2000)
  const eta = readStory(folder).progress?.phases.find((phase) => phase.name === 'production')?.eta
  expect(eta?.seconds).toBeGreaterThan(55)
  expect(eta?.seconds).toBeLessThan(70)
  expect(readStory(folder).progress?.eta).toBeUndefined()
})

test('stories beside this one foretell the whole, with the error that such forecasts had', () => {
  const shelf = temporaryFolder('shelf')
  for (let story = 0; story < 6; story += 1)
    runStory(join(shelf, `story-${story}`), { lyrics: 100, mix: 200 })
  mkdirSync(join(shelf, 'broken'))
  writeFileSync(join(shelf, 'broken', '_history.jsonl'), 'no lines at all')
  const folder = join(shelf, 'next')
  using tracker = new ProgressTracker(folder, { phaseNames: ['lyrics', 'mix'], workflow: 'album' })
  tracker.start('lyrics')
  vi.advanceTimersByTime(20_000)
  const view = readStory(folder).progress
  expect(view?.eta?.seconds).toBeGreaterThan(270)
  expect(view?.eta?.seconds).toBeLessThan(290)
  expect(view?.eta?.lowSeconds).toBeLessThan(view?.eta?.seconds ?? 0)
  expect(view?.pastEtaError?.error).toBeLessThan(0.05)
  expect(view?.pastEtaError?.samples).toBeGreaterThanOrEqual(3)
  tracker.finish('lyrics')
  tracker.finish('mix')
  expect(progressIn(folder).eta).toBeUndefined()
})

test('stories of another workflow teach nothing', () => {
  const shelf = temporaryFolder('shelf')
  for (let story = 0; story < 4; story += 1)
    runStory(join(shelf, `story-${story}`), { lyrics: 100, mix: 200 })
  const folder = join(shelf, 'other')
  using tracker = new ProgressTracker(folder, { phaseNames: ['lyrics', 'mix'], workflow: 'podcast' })
  tracker.start('lyrics')
  vi.advanceTimersByTime(20_000)
  expect(progressIn(folder).eta).toBeUndefined()
})
