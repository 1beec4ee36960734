import { ProgressTracker } from 'story-monitor'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('two trackers in one process do not undo each other', () => {
  const folder = temporaryFolder()
  using first = new ProgressTracker(folder)
  using second = new ProgressTracker(folder)
  first.start('reddit')
  second.start('director')
  first.setPhaseProgress('reddit', 1, 2)
  second.finish('director')
  first.finish('reddit')
  expect(progressIn(folder).phases).toMatchObject({ reddit: 'done', director: 'done' })
})

test('trackers of four processes on one story lose no phase and no history', async () => {
  const folder = temporaryFolder()
  const children = [0, 1, 2, 3].map((turn) =>
    runPipeline(
      folder,
      `const tracker = new ProgressTracker(folder)
       for (let index = 0; index < 40; index += 1) {
         const phase = 'worker ${turn} part ' + index
         tracker.start(phase); tracker.setPhaseProgress(phase, 1, 1); tracker.finish(phase)
       }
       tracker.close()`,
    ),
  )
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0])
  const { phases, phase_progress: counts } = progressIn(folder)
  const parts = Object.keys(phases).filter((phase) => phase.startsWith('worker'))
  expect(parts).toHaveLength(160)
  expect(parts.every((phase) => phases[phase] === 'done')).toBe(true)
  expect(parts.every((phase) => counts?.[phase]?.complete === 1)).toBe(true)
})
