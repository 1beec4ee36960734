import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { DEFAULT_PHASE_ORDER, ProgressTracker, readStory } from 'story-monitor'
import { expect, test } from 'vitest'
import { progressIn, statusLineIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a started phase is on disk when start returns', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { jobId: 'job-7' })
  tracker.start('reddit', { step: 'reading the post' })
  const file = progressIn(folder)
  expect(file).toMatchObject({
    job_id: 'job-7',
    workflow: 'story',
    current_step: 'reading the post',
    story_path: folder,
    pid: process.pid,
    heartbeat_seconds: 5,
  })
  expect(file.phase_order).toEqual([...DEFAULT_PHASE_ORDER])
  expect(file.phases).toEqual({
    reddit: 'running',
    director: 'pending',
    production: 'pending',
    assembly: 'pending',
  })
  expect(statusLineIn(folder)).toBe('phase=reddit\n')
})

test('a finished phase has its times and its duration', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('reddit')
  tracker.finish('reddit')
  const times = progressIn(folder).phase_times?.['reddit']
  expect(times?.started_ts).toBeDefined()
  expect(times?.finished_ts).toBeDefined()
  expect(times?.duration_seconds).toBeLessThan(30)
})

test('the example of the first README ends complete, and what never ran is not called done', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { jobId: 'a', workflow: 'two_girl_reddit' })
  tracker.ensureViewer()
  tracker.start('reddit')
  tracker.finish('reddit')
  tracker.start('director')
  tracker.complete()
  tracker.close()
  const file = progressIn(folder)
  expect(file.phases).toEqual({
    reddit: 'done',
    director: 'done',
    production: 'skipped',
    assembly: 'skipped',
  })
  expect(file.skip_reasons).toEqual({ production: 'not run', assembly: 'not run' })
  expect(statusLineIn(folder)).toBe('phase=complete\n')
  expect(readStory(folder).liveness.state).toBe('finished')
  expect(readFileSync(join(folder, 'progress_viewer.html'), 'utf8')).toContain('<!doctype html>')
})

test('a skipped phase says why', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.skip('reddit', 'the text was given')
  expect(progressIn(folder)).toMatchObject({
    phases: { reddit: 'skipped' },
    skip_reasons: { reddit: 'the text was given' },
  })
})

test('an error keeps its message and traceback, with its cause, until the phase is mended', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('production')
  tracker.error('production', new Error('the renderer is down', { cause: new Error('ECONNREFUSED') }))
  const file = progressIn(folder)
  expect(file).toMatchObject({ phases: { production: 'error' }, error: 'the renderer is down' })
  expect(file.traceback).toContain('phases.test.ts')
  expect(file.traceback).toContain('Caused by: Error: ECONNREFUSED')
  expect(readStory(folder).liveness).toEqual({
    state: 'failed',
    reason: 'Production failed: the renderer is down',
  })
  tracker.start('production')
  expect(progressIn(folder).error).toBeUndefined()
  expect(progressIn(folder).traceback).toBeUndefined()
})

test('run finishes what ends well, and marks and rethrows what does not', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  expect(await tracker.run('reddit', async () => 42)).toBe(42)
  const failure = new Error('no scenes')
  await expect(tracker.run('director', () => Promise.reject(failure))).rejects.toBe(failure)
  expect(progressIn(folder).phases).toMatchObject({ reddit: 'done', director: 'error' })
})

test('a start after complete begins the story anew', () => {
  const folder = temporaryFolder()
  using first = new ProgressTracker(folder)
  for (const phase of DEFAULT_PHASE_ORDER) {
    first.start(phase)
    first.setPhaseProgress(phase, 2, 2)
    first.finish(phase)
  }
  first.complete()
  using second = new ProgressTracker(folder)
  second.start('reddit')
  const file = progressIn(folder)
  expect(file.phases).toEqual({
    reddit: 'running',
    director: 'pending',
    production: 'pending',
    assembly: 'pending',
  })
  expect(file.finished_ts).toBeUndefined()
  expect(file.phase_progress ?? {}).toEqual({})
})

test('a restart after a failure keeps the phases that were done', () => {
  const folder = temporaryFolder()
  const first = new ProgressTracker(folder)
  first.start('reddit')
  first.finish('reddit')
  first.start('director')
  first.error('director', 'no model')
  first.close()
  using second = new ProgressTracker(folder)
  second.start('director')
  expect(progressIn(folder).phases).toMatchObject({ reddit: 'done', director: 'running' })
})

test('phases of one’s own have their labels and icons', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, {
    workflow: 'album',
    phaseNames: ['lyrics', { name: 'mix', label: 'Mixing', icon: 'film', perSubject: true }],
  })
  tracker.start('lyrics')
  expect(progressIn(folder)).toMatchObject({
    workflow: 'album',
    phase_order: ['lyrics', 'mix'],
    phase_info: {
      lyrics: { label: 'Lyrics', per_subject: false },
      mix: { label: 'Mixing', icon: 'film', per_subject: true },
    },
  })
})

test('the show workflow brings its eight steps', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  tracker.start('show-generation')
  expect(progressIn(folder).phase_order).toHaveLength(8)
  expect(readStory(folder).progress?.phases.map((phase) => phase.label)).toContain('Character Dossiers')
})

test('a phase that the story does not know is added at the end', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('colour grading')
  expect(progressIn(folder).phase_order).toEqual([...DEFAULT_PHASE_ORDER, 'colour grading'])
})

test('any phase name survives the way to the file and back', () => {
  const folder = temporaryFolder()
  const names = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'a/b', 'line\nbreak', '🎬', '‮rtl', 'zero​width', '0', '1'),
    fc.string({ minLength: 1 }).filter((name) => name.trim() !== ''),
  )
  fc.assert(
    fc.property(fc.uniqueArray(names, { minLength: 1, maxLength: 6 }), (phaseNames) => {
      using tracker = new ProgressTracker(folder, { phaseNames, jobId: 'names' })
      for (const phase of phaseNames) tracker.start(phase)
      tracker.setPhaseProgress(phaseNames[0] ?? '', 1, 2)
      tracker.close()
      const views = readStory(folder).progress?.phases ?? []
      const shown = views.filter((view) => phaseNames.includes(view.name))
      expect(shown.map((view) => view.name)).toEqual(phaseNames)
      expect(shown.every((view) => view.status === 'running')).toBe(true)
      expect(shown[0]?.total).toBe(2)
      expect(statusLineIn(folder).split('\n')).toHaveLength(2)
    }),
    { numRuns: 60 },
  )
})

test('ten thousand phases are no trouble', () => {
  const folder = temporaryFolder()
  const phaseNames = Array.from({ length: 10_000 }, (_, index) => `phase ${index}`)
  using tracker = new ProgressTracker(folder, { phaseNames })
  tracker.start('phase 9999')
  expect(readStory(folder).progress?.phases[9_999]?.status).toBe('running')
})

test('keys that others wrote are kept', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.start('reddit')
  const path = join(folder, '_progress.json')
  const changed = { ...JSON.parse(readFileSync(path, 'utf8')), mood: { colour: 'blue' } }
  writeFileSync(path, JSON.stringify(changed))
  tracker.finish('reddit')
  expect(progressIn(folder)).toMatchObject({ mood: { colour: 'blue' }, phases: { reddit: 'done' } })
})
