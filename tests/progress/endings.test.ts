import { checkStale, ProgressTracker, readLiveness, readStory, writeProgressError } from 'story-monitor'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const RUNNING = `const tracker = new ProgressTracker(folder, { jobId: 'x' }); tracker.start('director', { step: 'scene 3' })`
const FOR_EVER = `${RUNNING}\nsetInterval(() => {}, 1000)`

const isRunning = (folder: string) => progressIn(folder).phases['director'] === 'running'

test('an uncaught error marks the running phase with the error', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(folder, `${RUNNING}\nthrow new Error('the disk of dreams is full')`)
  expect(await child.ended).toBe(1)
  expect(child.stderr()).toContain('the disk of dreams is full')
  expect(progressIn(folder)).toMatchObject({
    phases: { director: 'error' },
    error: 'the disk of dreams is full',
  })
  expect(readLiveness(folder).state).toBe('failed')
})

test('a rejected promise that nobody handles does the same', async () => {
  const folder = temporaryFolder()
  await runPipeline(folder, `${RUNNING}\nawait null; void Promise.reject(new Error('late'))`).ended
  expect(progressIn(folder)).toMatchObject({ phases: { director: 'error' }, error: 'late' })
})

test('an error that the host handles itself leaves the phase as it is', async () => {
  const folder = temporaryFolder()
  await runPipeline(
    folder,
    `process.on('uncaughtException', () => { tracker.finish('director'); process.exit(0) })\n${RUNNING.replace('const tracker', 'var tracker')}\nthrow new Error('handled')`,
  ).ended
  expect(progressIn(folder)).toMatchObject({ phases: { director: 'done' } })
  expect(progressIn(folder).error).toBeUndefined()
})

test('a process that ends with a phase running is shown as dead, not as running', async () => {
  const folder = temporaryFolder()
  await runPipeline(folder, RUNNING).ended
  expect(readLiveness(folder)).toMatchObject({ state: 'dead' })
  expect(readLiveness(folder).reason).toContain('scene 3')
})

const BETWEEN = `const tracker = new ProgressTracker(folder); tracker.start('reddit'); tracker.finish('reddit')`

test('an uncaught error between two phases is the failure of the story', async () => {
  const folder = temporaryFolder()
  await runPipeline(folder, `${BETWEEN}\nthrow new Error('config missing')`).ended
  expect(readLiveness(folder)).toEqual({ state: 'failed', reason: 'config missing' })
  expect(progressIn(folder).traceback).toContain('config missing')
})

test('a pipeline that is killed between two phases is dead, one that ends by itself is idle', async () => {
  const killed = temporaryFolder()
  const child = runPipeline(killed, `${BETWEEN}\nsetInterval(() => {}, 1000)`)
  await until('the phase to be done', () => progressIn(killed).phases['reddit'] === 'done')
  expect(readLiveness(killed).state).toBe('idle')
  child.process.kill('SIGKILL')
  await child.ended
  expect(readLiveness(killed)).toEqual({
    state: 'dead',
    reason: `the pipeline (pid ${child.pid}) is gone before Director`,
  })
  const ended = temporaryFolder()
  await runPipeline(ended, BETWEEN).ended
  expect(readLiveness(ended)).toEqual({ state: 'idle', reason: 'nothing is running; next: Director' })
})

test('a restarted pipeline is not failed by the run before, and the dead phase ended with its last sign of life', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(folder, FOR_EVER)
  await until('the phase to run', () => isRunning(folder))
  child.process.kill('SIGKILL')
  await child.ended
  const lastSign = progressIn(folder).updated_ts
  using tracker = new ProgressTracker(folder, {
    ownerPid: runPipeline(temporaryFolder(), 'setInterval(() => {}, 1000)').pid,
    onWarning: () => {},
  })
  tracker.start('reddit')
  expect(progressIn(folder).phase_times?.['director']?.finished_ts).toBe(lastSign)
  expect(readLiveness(folder).state).toBe('alive')
  tracker.finish('reddit')
  expect(progressIn(folder).phases['director']).toBe('error')
  expect(readLiveness(folder).state).toBe('idle')
})

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a pipeline ended by ${signal} is dead at once, and the next start marks its phase with pid and name`, async () => {
    const folder = temporaryFolder()
    const child = runPipeline(folder, FOR_EVER)
    await until('the phase to run', () => isRunning(folder))
    expect(readLiveness(folder).state).toBe('alive')
    child.process.kill(signal)
    await child.ended
    expect(readStory(folder)).toMatchObject({ writer: 'gone', liveness: { state: 'dead' } })
    expect(checkStale(folder)).toMatchObject({ stale: true, phases: ['director'] })

    const warnings: string[] = []
    using tracker = new ProgressTracker(folder, { onWarning: (warning) => warnings.push(warning.message) })
    tracker.start('production')
    const file = progressIn(folder)
    expect(file.phases).toMatchObject({ director: 'error', production: 'running' })
    expect(file.error).toContain(String(child.pid))
    expect(file.error).toContain('Director')
    expect(warnings.join()).toContain(String(child.pid))
    expect(checkStale(folder)).toEqual({ stale: false })
  })
}

test('a stopped process is not called dead', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(folder, FOR_EVER)
  await until('the phase to run', () => isRunning(folder))
  child.process.kill('SIGSTOP')
  expect(readStory(folder).writer).toBe('present')
  expect(checkStale(folder)).toEqual({ stale: false })
})

test('a live tracker marks the phases of another that died beside it', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { heartbeatSeconds: 0.2 })
  tracker.start('reddit')
  const child = runPipeline(folder, FOR_EVER)
  await until('the other phase to run', () => isRunning(folder))
  child.process.kill('SIGKILL')
  await child.ended
  await until('the dead phase to be marked', () => progressIn(folder).phases['director'] === 'error')
  expect(progressIn(folder).phases['reddit']).toBe('running')
})

test('an error can be written from outside the tracker', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder)
  tracker.start('production')
  writeProgressError(folder, new TypeError('no such model'))
  expect(progressIn(folder)).toMatchObject({ phases: { production: 'error' }, error: 'no such model' })
  tracker.close()
  const empty = temporaryFolder()
  writeProgressError(empty, 'it never began')
  expect(readLiveness(empty)).toEqual({ state: 'failed', reason: 'it never began' })
})

test('an owned tracker follows the presence of its owner', async () => {
  const folder = temporaryFolder()
  const owner = runPipeline(folder, 'setInterval(() => {}, 1000)')
  const tracker = new ProgressTracker(folder, { ownerPid: owner.pid })
  tracker.start('reddit')
  tracker.close()
  expect(progressIn(folder).heartbeat_seconds).toBeUndefined()
  expect(readLiveness(folder).state).toBe('alive')
  owner.process.kill('SIGKILL')
  await owner.ended
  expect(readLiveness(folder).state).toBe('dead')
})
