import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostWarning, ProgressTracker, readLiveness } from 'story-monitor'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const quiet = { workflow: 'show', onWarning: () => {} }

const historyOf = (folder: string, kind: string): string[] =>
  readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => line.kind === kind)
    .map(({ status }) => status)

const PORTRAITS = `const tracker = new ProgressTracker(folder, { workflow: 'show' })
  const { existsSync } = await import('node:fs')
  tracker.start('portrait')`
const UNTIL_GO = `await new Promise((resolve) => { const timer = setInterval(() => { if (existsSync(folder + '/go')) { clearInterval(timer); resolve() } }, 10) })`

test('the last process to finish a phase does not cover the failure of another', async () => {
  const folder = temporaryFolder()
  const failing = runPipeline(
    folder,
    `${PORTRAITS}\n${UNTIL_GO}\ntracker.error('portrait', new Error('no paint')); tracker.close()`,
  )
  await until('the other', () => progressIn(folder).phases['portrait'] === 'running')
  using tracker = new ProgressTracker(folder, quiet)
  tracker.start('portrait')
  writeFileSync(join(folder, 'go'), '')
  expect(await failing.ended).toBe(0)
  expect(progressIn(folder).phases['portrait']).toBe('running')
  tracker.finish('portrait')
  expect(progressIn(folder)).toMatchObject({ phases: { portrait: 'error' }, error: 'no paint' })
  expect(historyOf(folder, 'phase')).toEqual(['running', 'running', 'error'])
})

test('a process that completes the story leaves what a living one works on', async () => {
  const folder = temporaryFolder()
  const other = runPipeline(folder, `${PORTRAITS}\n${UNTIL_GO}\ntracker.complete(); tracker.close()`)
  await until('the other', () => progressIn(folder).phases['portrait'] === 'running')
  const warnings: HostWarning[] = []
  using tracker = new ProgressTracker(folder, { ...quiet, onWarning: (one) => warnings.push(one) })
  tracker.start('video')
  tracker.complete()
  expect(warnings.map(({ code, message }) => [code, message.includes('portrait')])).toEqual([
    ['STILL_RUNNING', true],
  ])
  expect(progressIn(folder).phases).toMatchObject({ video: 'done', portrait: 'running', trailer: 'pending' })
  expect(progressIn(folder).finished_ts).toBeUndefined()
  writeFileSync(join(folder, 'go'), '')
  expect(await other.ended).toBe(0)
  expect(progressIn(folder).phases).toMatchObject({ video: 'done', portrait: 'done', trailer: 'skipped' })
  const { finished_ts: finished } = progressIn(folder)
  tracker.complete()
  expect(progressIn(folder).finished_ts).toBe(finished)
  expect(historyOf(folder, 'story')).toEqual(['complete'])
})

test('two mapTasks of one phase at once share it, and the failure of the first is not covered by the second', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  let paint = () => {}
  const painted = new Promise<void>((resolve) => {
    paint = resolve
  })
  const slow = tracker.mapTasks('portrait', ['carol', 'dave'], () => painted)
  const failing = tracker.mapTasks('portrait', ['alice', 'bob'], (name) => {
    if (name === 'bob') throw new Error('blurred')
  })
  await expect(failing).rejects.toThrow('1 of 2 tasks of portrait failed: blurred')
  expect(progressIn(folder).phases['portrait']).toBe('running')
  paint()
  await slow
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'error' },
    phase_progress: { portrait: { complete: 3, total: 4 } },
    error: '1 of 4 failed: bob (blurred)',
  })
})

test('mapTasks is rejected with what was reported by the handles, too', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  const reported = new Error('too dark')
  const failure: unknown = await tracker
    .mapTasks('portrait', ['alice', 'bob', 'carol', 'dave'], (name, task) => {
      if (name === 'alice') task.fail(reported)
      if (name === 'bob') task.update({ status: 'failed', error: 'no canvas' })
      if (name === 'carol') task.cancel()
    })
    .catch((error) => error)
  expect(failure).toBeInstanceOf(AggregateError)
  expect(failure).toMatchObject({
    errors: [reported, new Error('no canvas'), new Error('carol was canceled')],
  })
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'error' },
    error: '3 of 4 failed: alice (too dark); bob (no canvas); carol (canceled)',
  })
})

for (const [how, end] of [
  ['finish', (tracker) => tracker.finish('portrait')],
  ['the end of run', (tracker) => tracker.run('portrait', () => {})],
  ['complete', (tracker) => tracker.complete()],
] satisfies [string, (tracker: ProgressTracker) => unknown][]) {
  test(`a failed task makes a failed phase at ${how}, unless it was removed or mended`, async () => {
    const folder = temporaryFolder()
    using tracker = new ProgressTracker(folder, quiet)
    const alice = tracker.task({ type: 'portrait', characterId: 'alice', label: 'Alice' })
    alice.fail(new Error('blurred'))
    const bob = tracker.task({ type: 'portrait', characterId: 'bob' })
    bob.succeed()
    await end(tracker)
    expect(progressIn(folder)).toMatchObject({
      phases: { portrait: 'error' },
      error: '1 of 2 failed: Alice (blurred)',
    })
    tracker.removeTask(alice.id)
    tracker.start('portrait')
    await end(tracker)
    expect(progressIn(folder).phases['portrait']).toBe('done')
    expect(progressIn(folder).error).toBeUndefined()
  })
}

test('a story that is complete with a failed phase says so, and is not whole', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.task({ type: 'portrait', characterId: 'bob' }).fail(new Error('blurred'))
  tracker.complete()
  expect(readLiveness(folder)).toEqual({
    state: 'failed',
    reason: 'finished with failures: Portraits: 1 of 1 failed: bob (blurred)',
  })
})

test('a failure that was said within run stays', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  await tracker.run('portrait', () => tracker.error('portrait', new Error('no paint')))
  expect(progressIn(folder)).toMatchObject({ phases: { portrait: 'error' }, error: 'no paint' })
})

test('failed tasks of an earlier run of the story say nothing about this one', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  tracker.task({ type: 'portrait', characterId: 'bob' }).fail()
  tracker.complete()
  const ended = Date.now()
  while (Date.now() === ended);
  tracker.task({ type: 'portrait', characterId: 'alice' }).succeed()
  tracker.complete()
  expect(progressIn(folder).phases['portrait']).toBe('done')
})

test('a phase that is begun again after its process was killed keeps the attempt that died', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     tracker.task({ type: 'portrait', characterId: 'alice' }).progress(30)
     setInterval(() => {}, 1000)`,
  )
  await until('its task', () => readFileSync(join(folder, '_tasks.json'), 'utf8').includes('processing'))
  child.process.kill('SIGKILL')
  await child.ended
  using tracker = new ProgressTracker(folder, quiet)
  await tracker.mapTasks('portrait', ['alice'], () => {})
  const attempts = progressIn(folder).phase_attempts?.['portrait']
  expect(attempts).toMatchObject([
    { status: 'error', error: `Process ${child.pid} ended while running: Portraits.` },
  ])
  expect(progressIn(folder).phases['portrait']).toBe('done')
})

test('what is called after close changes nothing, and warns once', async () => {
  const folder = temporaryFolder()
  const warnings: HostWarning[] = []
  const tracker = new ProgressTracker(folder, { workflow: 'show', onWarning: (one) => warnings.push(one) })
  const task = tracker.task({ type: 'portrait', characterId: 'alice' })
  task.succeed()
  tracker.complete()
  tracker.close()
  const files = () =>
    ['_progress.json', '_tasks.json', '_history.jsonl'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    )
  const before = files()
  tracker.start('portrait')
  tracker.step('the last brush stroke')
  tracker.setPhaseProgress('portrait', 1, 2)
  tracker.updateTask(task.id, { status: 'processing' })
  tracker.task({ type: 'portrait', characterId: 'bob' }).progress(40)
  tracker.finish('portrait')
  tracker.error('portrait', 'no')
  tracker.skip('video')
  tracker.removeTask(task.id)
  tracker.clearCompletedTasks()
  tracker.complete()
  expect(await tracker.run('video', () => 7)).toBe(7)
  expect(await tracker.mapTasks('trailer', ['one'], () => 8)).toEqual([8])
  expect(files()).toEqual(before)
  expect(warnings.map(({ code }) => code)).toEqual(['CLOSED'])
  expect(readLiveness(folder).state).toBe('finished')
})
