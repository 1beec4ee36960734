import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostWarning, ProgressTracker, readLiveness } from 'story-monitor'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const quiet = { workflow: 'show', onWarning: () => {} }

const phaseLines = (folder: string): string[] =>
  readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'phase')
    .map(({ name, status }) => `${name} ${status}`)

/** Work that ends when the test says so. */
function work(): { done: Promise<void>; end: () => void } {
  let end = () => {}
  const done = new Promise<void>((resolve) => {
    end = resolve
  })
  return { done, end }
}

test('a tracker that closes leaves the story alive while another of its process works on', () => {
  const folder = temporaryFolder()
  const first = new ProgressTracker(folder, quiet)
  const second = new ProgressTracker(folder, quiet)
  first.start('portrait')
  second.start('video')
  second.finish('video')
  second.close()
  expect(progressIn(folder).closed_ts).toBeUndefined()
  expect(readLiveness(folder).state).toBe('alive')
  first.close()
  expect(readLiveness(folder).state).toBe('dead')
})

test('a process that ends in good order leaves the story alive while another works on', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  const portraits = work()
  const painting = tracker.mapTasks('portrait', ['alice'], () => portraits.done)
  const other = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     await tracker.mapTasks('portrait', ['bob'], () => {})
     tracker.start('video')
     tracker.finish('video')
     tracker.close()`,
  )
  expect(await other.ended).toBe(0)
  expect(progressIn(folder).closed_ts).toBeUndefined()
  expect(readLiveness(folder).state).toBe('alive')
  portraits.end()
  await painting
  expect(progressIn(folder).phases).toMatchObject({ portrait: 'done', video: 'done' })
  tracker.close()
  expect(progressIn(folder).closed_ts).toBeDefined()
})

test('what a living process has left running is not waited for by the others', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { ...quiet, heartbeatSeconds: 0.2 })
  tracker.start('portrait')
  const other = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show', heartbeatSeconds: 0.2 })
     tracker.start('portrait')
     tracker.start('video')
     tracker.close()
     setInterval(() => {}, 1000)`,
  )
  await until('the left phase to be given up', () => progressIn(folder).phases['video'] === 'error')
  expect(readLiveness(folder).state).toBe('alive')
  tracker.finish('portrait')
  expect(progressIn(folder).phases['portrait']).toBe('done')
  other.process.kill('SIGKILL')
})

test('mapTasks of two trackers of one process share the phase: the last call ends it, once', async () => {
  const folder = temporaryFolder()
  const link = join(temporaryFolder('link'), 'story')
  symlinkSync(folder, link)
  using first = new ProgressTracker(folder, quiet)
  const second = new ProgressTracker(link, quiet)
  const slow = work()
  const painting = first.mapTasks('portrait', ['alice'], () => slow.done)
  const begun = progressIn(folder).phase_times?.['portrait']?.started_ts
  await second.mapTasks('portrait', ['bob'], () => {})
  second.close()
  expect(readLiveness(folder).state).toBe('alive')
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'running' },
    phase_progress: { portrait: { complete: 1, total: 2 } },
  })
  slow.end()
  await painting
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'done' },
    phase_progress: { portrait: { complete: 2, total: 2 } },
  })
  expect(progressIn(folder).phase_times?.['portrait']?.started_ts).toBe(begun)
  expect(phaseLines(folder)).toEqual(['portrait running', 'portrait done'])
})

test('the tracker that joined last may be the one to end the phase, with the failure of the first', async () => {
  const folder = temporaryFolder()
  using first = new ProgressTracker(folder, quiet)
  using second = new ProgressTracker(folder, quiet)
  const slow = work()
  const failing = first.run('portrait', async () => {
    await null
    throw new Error('no paint')
  })
  const painting = second.run('portrait', () => slow.done)
  await expect(failing).rejects.toThrow('no paint')
  expect(progressIn(folder).phases['portrait']).toBe('running')
  slow.end()
  await painting
  expect(progressIn(folder)).toMatchObject({ phases: { portrait: 'error' }, error: 'no paint' })
})

test('complete leaves what a call of another tracker of the process works on', async () => {
  const folder = temporaryFolder()
  const warnings: HostWarning[] = []
  using first = new ProgressTracker(folder, quiet)
  using second = new ProgressTracker(folder, { ...quiet, onWarning: (one) => warnings.push(one) })
  const slow = work()
  const painting = first.mapTasks('portrait', ['alice'], () => slow.done)
  second.complete()
  expect(warnings.map(({ code }) => code)).toEqual(['STILL_RUNNING'])
  expect(progressIn(folder).phases).toMatchObject({ portrait: 'running', trailer: 'pending' })
  slow.end()
  await painting
  first.complete()
  expect(readLiveness(folder).state).toBe('finished')
})

test('complete fails no task that a call still works on', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  const slow = work()
  const painting = tracker.mapTasks('portrait', ['alice'], () => slow.done)
  await until('the task', () => progressIn(folder).phase_progress?.['portrait']?.total === 1)
  tracker.complete()
  const { tasks } = JSON.parse(readFileSync(join(folder, '_tasks.json'), 'utf8'))
  expect(tasks).toMatchObject([{ character_id: 'alice', status: 'starting' }])
  slow.end()
  await painting
  tracker.complete()
  expect(readLiveness(folder).state).toBe('finished')
})

test('a call whose tracker was closed is not waited for', async () => {
  const folder = temporaryFolder()
  const first = new ProgressTracker(folder, quiet)
  using second = new ProgressTracker(folder, quiet)
  const slow = work()
  const left = first.mapTasks('portrait', ['alice'], () => slow.done)
  await second.run('portrait', async () => {
    await until('the task', () => progressIn(folder).phase_progress?.['portrait']?.total === 1)
    first.close()
  })
  expect(progressIn(folder).phases['portrait']).toBe('error')
  slow.end()
  await left
  expect(progressIn(folder).phases['portrait']).toBe('error')
})

test('a phase that one tracker starts is finished by another of the process', () => {
  const folder = temporaryFolder()
  using first = new ProgressTracker(folder, quiet)
  using second = new ProgressTracker(folder, quiet)
  first.start('portrait')
  second.finish('portrait')
  expect(progressIn(folder).phases['portrait']).toBe('done')
})

test('an uncaught error fails the phase whose calls have not ended', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     setTimeout(() => { throw new Error('out of paint') }, 10)
     await tracker.run('portrait', () => new Promise(() => {}))`,
  )
  expect(await child.ended).not.toBe(0)
  expect(progressIn(folder)).toMatchObject({ phases: { portrait: 'error' }, error: 'out of paint' })
})

test('no tracker takes back what another has counted', () => {
  const folder = temporaryFolder()
  const counts = () => progressIn(folder).phase_progress?.['portrait']
  using first = new ProgressTracker(folder, quiet)
  using second = new ProgressTracker(folder, quiet)
  second.task({ type: 'portrait', characterId: 'bob' })
  first.task({ type: 'portrait', characterId: 'alice' }).succeed()
  // A start is written at once, while the list of tasks waits.
  first.start('trailer')
  const before = counts()
  second.task({ type: 'portrait', characterId: 'carol' })
  second.start('video')
  expect([before?.complete, counts()?.complete]).toEqual([1, 1])
})

test('a tracker counts the tasks that others have added since it looked', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.task({ type: 'portrait', characterId: 'bob' })
  tracker.start('video')
  const other = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     await tracker.mapTasks('portrait', ['alice', 'dave'], () => {})
     tracker.close()`,
  )
  expect(await other.ended).toBe(0)
  tracker.task({ type: 'portrait', characterId: 'carol' })
  tracker.start('trailer')
  expect(progressIn(folder).phase_progress?.['portrait']).toEqual({ complete: 2, total: 4 })
})

test('what a living process elsewhere has counted is not taken back, and a phase that ends has the counts of its tasks', () => {
  const folder = temporaryFolder()
  const elsewhere = { pid: 12, host: 'another-machine', heartbeat_seconds: 600 }
  const ts = new Date().toISOString()
  writeFileSync(
    join(folder, '_progress.json'),
    JSON.stringify({
      job_id: 'x',
      workflow: 'show',
      updated_ts: ts,
      phases: { portrait: 'running' },
      phase_order: ['portrait'],
      phase_writers: { portrait: { ...elsewhere, beat_ts: ts } },
      phase_progress: { portrait: { complete: 3, total: 4 } },
    }),
  )
  using tracker = new ProgressTracker(folder, quiet)
  tracker.task({ type: 'portrait', characterId: 'bob' }).succeed()
  tracker.step('drawing')
  tracker.start('video')
  expect(progressIn(folder).phase_progress?.['portrait']).toEqual({ complete: 3, total: 4 })
  const gone = new Date(0).toISOString()
  const file = { ...progressIn(folder), updated_ts: gone }
  const own = file.phase_writers?.['portrait']?.others ?? []
  const writers = { ...file.phase_writers, portrait: { ...elsewhere, beat_ts: gone, others: own } }
  writeFileSync(join(folder, '_progress.json'), JSON.stringify({ ...file, phase_writers: writers }))
  tracker.finish('portrait')
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'done' },
    phase_progress: { portrait: { complete: 1, total: 1 } },
  })
})

test('a phase that the function of run ends itself stays as it is, and one of two calls waits for the other', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  await tracker.run('portrait', () => tracker.skip('portrait', 'none needed'))
  await tracker.run('video', () => tracker.error('video', new Error('dark')))
  await tracker.run('library-poster', () => tracker.finish('library-poster', { step: 'printed' }))
  expect(progressIn(folder).phases).toMatchObject({
    portrait: 'skipped',
    video: 'error',
    'library-poster': 'done',
  })
  let release = () => {}
  const other = tracker.run(
    'trailer',
    () =>
      new Promise<void>((resolve) => {
        release = resolve
      }),
  )
  await tracker.run('trailer', () => tracker.finish('trailer'))
  expect(progressIn(folder).phases?.['trailer']).toBe('running')
  release()
  await other
  expect(progressIn(folder).phases?.['trailer']).toBe('done')
})
