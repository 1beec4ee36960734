import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostWarning, ProgressTracker } from 'story-monitor'
import { tasksSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { type Child, runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const tasksIn = (folder: string) =>
  tasksSchema.parse(JSON.parse(readFileSync(join(folder, '_tasks.json'), 'utf8'))).tasks

const outcomes = (folder: string) =>
  Object.fromEntries(tasksIn(folder).map((task) => [task.character_id, [task.status, task.error]]))

/** What the history says of phases, in order. */
const phaseLines = (folder: string): string[] =>
  readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'phase')
    .map(({ status }) => status)

const quiet = { workflow: 'show', heartbeatSeconds: 0.2, onWarning: () => {} }

const worker = (character: string) =>
  `const tracker = new ProgressTracker(folder, { workflow: 'show', heartbeatSeconds: 0.2 })
   tracker.task({ type: 'portrait', characterId: '${character}' }).progress(30)
   setInterval(() => {}, 1000)`

test('a task of a process that died has failed, and the phase that a living one works on with it goes on', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, quiet)
  const alice = tracker.task({ type: 'portrait', characterId: 'alice' })
  alice.progress(10)
  const started = progressIn(folder).phase_times?.['portrait']?.started_ts
  const child = runPipeline(folder, worker('bob'))
  await until('the task of the other', () => outcomes(folder)['bob']?.[0] === 'processing')
  const both = progressIn(folder).phase_writers?.['portrait']
  expect([both?.pid, ...(both?.others ?? []).map(({ pid }) => pid)].sort()).toEqual(
    [process.pid, child.pid].sort(),
  )
  child.process.kill('SIGKILL')
  await child.ended
  await until('the end of its task', () => outcomes(folder)['bob']?.[0] === 'failed')
  expect(outcomes(folder)).toEqual({
    alice: ['processing', undefined],
    bob: ['failed', 'process died'],
  })
  await until('the one writer that is left', () => {
    const left = progressIn(folder).phase_writers?.['portrait']
    return left?.pid === process.pid && left.others === undefined
  })
  expect(progressIn(folder).phases['portrait']).toBe('running')
  expect(progressIn(folder).phase_times?.['portrait']?.started_ts).toBe(started)
  alice.succeed()
  tracker.finish('portrait')
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'error' },
    error: '1 of 2 failed: bob (process died)',
  })
  expect(phaseLines(folder)).toEqual(['running', 'running', 'error'])
})

/** One that is stopped while it holds a lock would hold it for ever. */
async function stopBetweenWrites(child: Child, folder: string): Promise<void> {
  const isStopped = () => / T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))
  await until('a stop between two writes', async () => {
    child.process.kill('SIGSTOP')
    await until('the stop', isStopped)
    const holds = readdirSync(folder)
      .filter((name) => name.endsWith('.lock'))
      .some((name) => readlinkSync(join(folder, name)).includes(String(child.pid)))
    if (holds) child.process.kill('SIGCONT')
    return !holds
  })
}

test('a third process that starts leaves the work of the living alone', async () => {
  const folder = temporaryFolder()
  const [living, dying] = [runPipeline(folder, worker('alice')), runPipeline(folder, worker('bob'))]
  await until('both tasks', () => {
    const now = outcomes(folder)
    return now['alice']?.[0] === 'processing' && now['bob']?.[0] === 'processing'
  })
  await stopBetweenWrites(living, folder)
  dying.process.kill('SIGKILL')
  await dying.ended
  const warnings: HostWarning[] = []
  using tracker = new ProgressTracker(folder, { ...quiet, onWarning: (one) => warnings.push(one) })
  tracker.addTask({ type: 'video', characterId: 'carol' })
  tracker.close()
  expect(warnings).toEqual([])
  expect(phaseLines(folder)).not.toContain('error')
  expect(outcomes(folder)['alice']).toEqual(['processing', undefined])
  expect(outcomes(folder)['bob']).toEqual(['failed', 'process died'])
  expect(progressIn(folder).phases['portrait']).toBe('running')
})

test('a writer on another machine is given up after six of its own heartbeats, not before', async () => {
  const folder = temporaryFolder()
  const elsewhere = { pid: 12, host: 'another-machine' }
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content))
  const begun = new Date(Date.now() - 60_000).toISOString()
  const lateBy = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
  const writerOf = (beat: string) => ({ ...elsewhere, beat_ts: beat, heartbeat_seconds: 5 })
  write('_progress.json', {
    job_id: '',
    workflow: 'show',
    updated_ts: begun,
    heartbeat_seconds: 1,
    ...elsewhere,
    phases: { portrait: 'running', video: 'running' },
    phase_order: ['portrait', 'video', 'trailer'],
    phase_writers: { portrait: writerOf(lateBy(15)), video: { ...writerOf(lateBy(45)), pid: 13 } },
  })
  const task = { status: 'processing', started_at: begun }
  write('_tasks.json', {
    tasks: [
      { id: 'a', type: 'portrait', character_id: 'alice', ...task, writer: elsewhere },
      { id: 'b', type: 'video', character_id: 'bob', ...task, writer: { ...elsewhere, pid: 13 } },
    ],
  })
  using tracker = new ProgressTracker(folder, quiet)
  tracker.addTask({ type: 'trailer' })
  tracker.close()
  expect(progressIn(folder).phases).toMatchObject({ portrait: 'running', video: 'error' })
  expect(outcomes(folder)).toMatchObject({
    alice: ['processing', undefined],
    bob: ['failed', 'process died'],
  })
})

for (const [how, end, said] of [
  ['finishes', (tracker) => tracker.finish('portrait'), 'not finished when the phase ended'],
  ['fails', (tracker) => tracker.error('portrait', new Error('no')), 'not finished when the phase failed'],
  ['is skipped', (tracker) => tracker.skip('portrait', 'no'), 'not finished when the phase was skipped'],
  ['ends with the story', (tracker) => tracker.complete(), 'not finished when the phase ended'],
] satisfies [string, (tracker: ProgressTracker) => void, string][]) {
  test(`a task that is active when its phase ${how} has failed, and a late report does not revive it`, () => {
    const folder = temporaryFolder()
    const tracker = new ProgressTracker(folder, quiet)
    const alice = tracker.task({ type: 'portrait', characterId: 'alice' })
    tracker.task({ type: 'portrait', characterId: 'bob' }).succeed()
    end(tracker)
    alice.progress(90)
    tracker.close()
    expect(outcomes(folder)).toEqual({ alice: ['failed', said], bob: ['succeeded', undefined] })
    expect(progressIn(folder).phase_progress?.['portrait'] ?? { complete: 1, total: 2 }).toMatchObject({
      complete: 1,
      total: 2,
    })
  })
}

test('a task of a phase that one tracker ends stays active in the hands of another', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(folder, worker('bob'))
  await until('the task of the other', () => outcomes(folder)['bob']?.[0] === 'processing')
  const tracker = new ProgressTracker(folder, quiet)
  tracker.task({ type: 'portrait', characterId: 'alice' })
  tracker.finish('portrait')
  tracker.close()
  expect(outcomes(folder)).toMatchObject({
    bob: ['processing', undefined],
    alice: ['failed', expect.anything()],
  })
  child.process.kill('SIGKILL')
  await child.ended
})

test('a task that was settled works again once its phase has been started again', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, quiet)
  const id = tracker.addTask({ type: 'portrait', characterId: 'alice' })
  tracker.finish('portrait')
  tracker.start('portrait')
  tracker.updateTask(id, { status: 'processing' })
  tracker.close()
  expect(outcomes(folder)['alice']).toEqual(['processing', undefined])
})
