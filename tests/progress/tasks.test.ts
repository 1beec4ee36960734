import { spawn } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type HostWarning, ProgressTracker } from 'story-monitor'
import { type TasksFile, tasksSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const tasksIn = (folder: string): TasksFile =>
  tasksSchema.parse(JSON.parse(readFileSync(join(folder, '_tasks.json'), 'utf8')))

const show = (folder: string) => new ProgressTracker(folder, { workflow: 'show' })

test('a task has its step number, its times and its place in the file', () => {
  const folder = temporaryFolder()
  const tracker = show(folder)
  const id = tracker.addTask({ type: 'portrait', showId: 's1', characterId: 'alice', metadata: { seed: 7 } })
  tracker.updateTask(id, { status: 'processing', progress: 40 })
  tracker.updateTask(id, { status: 'succeeded', outputUrl: 'portraits/alice.png' })
  tracker.close()
  const [task] = tasksIn(folder).tasks
  expect(task).toMatchObject({
    id,
    type: 'portrait',
    show_id: 's1',
    character_id: 'alice',
    status: 'succeeded',
    progress: 100,
    output_url: 'portraits/alice.png',
    metadata: { seed: 7 },
    step_number: 4,
  })
  expect(task?.started_at).toBeDefined()
  expect(task?.completed_at).toBeDefined()
})

test('the same type, show and character is the same task', () => {
  const folder = temporaryFolder()
  const tracker = show(folder)
  const first = tracker.addTask({ type: 'portrait', showId: 's', characterId: 'alice' })
  tracker.addTask({ type: 'portrait', showId: 's', characterId: 'bob' })
  tracker.addTask({ type: 'video', showId: 's', characterId: 'alice' })
  tracker.updateTask(first, { status: 'failed', error: 'blurred' })
  const again = tracker.addTask({ type: 'portrait', showId: 's', characterId: 'alice' })
  const named = tracker.addTask({ id: 'mine', type: 'portrait', showId: 's', characterId: 'bob' })
  tracker.close()
  expect(named).toBe('mine')
  const { tasks } = tasksIn(folder)
  expect(tasks).toHaveLength(3)
  expect(tasks.find((task) => task.id === again)).toMatchObject({ status: 'starting' })
  expect(tasks.find((task) => task.id === again)?.error).toBeUndefined()
  expect(tasks.filter((task) => task.character_id === 'bob').map((task) => task.id)).toEqual(['mine'])
})

test('an active task starts its phase, and the phase counts its tasks', () => {
  const folder = temporaryFolder()
  const tracker = show(folder)
  tracker.setPhaseProgress('portrait', 0, 6)
  const alice = tracker.task({ type: 'portrait', characterId: 'alice' })
  const bob = tracker.task({ type: 'portrait', characterId: 'bob' })
  alice.progress(50)
  alice.succeed({ outputUrl: 'a.png' })
  bob.fail(new Error('no face'))
  tracker.close()
  expect(progressIn(folder)).toMatchObject({
    phases: { portrait: 'running' },
    phase_progress: { portrait: { complete: 1, total: 6 } },
  })
  expect(tasksIn(folder).tasks[1]).toMatchObject({ status: 'failed', error: 'no face' })
})

test('mapTasks tracks each item, goes on after failures and reports them together', async () => {
  const folder = temporaryFolder()
  using tracker = show(folder)
  const names = ['alice', 'bob', 'carol', 'dan']
  let atOnce = 0
  let most = 0
  const drawn = tracker.mapTasks(
    'portrait',
    names,
    async (name, task) => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      task.progress(50)
      atOnce -= 1
      if (name === 'bob' || name === 'dan') throw new Error(`${name} blinked`)
      return name.length
    },
    { concurrency: 2, showId: 's' },
  )
  await expect(drawn).rejects.toThrow('2 of 4 tasks of portrait failed: bob blinked; dan blinked')
  expect(most).toBe(2)
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => [task.character_id, task.status])).toEqual([
    ['alice', 'succeeded'],
    ['bob', 'failed'],
    ['carol', 'succeeded'],
    ['dan', 'failed'],
  ])
  expect(progressIn(folder).phases['portrait']).toBe('error')
})

test('mapTasks gives the results in order and finishes the phase', async () => {
  const folder = temporaryFolder()
  using tracker = show(folder)
  expect(await tracker.mapTasks('video', [{ id: 1 }, { id: 2 }], ({ id }) => id * 10)).toEqual([10, 20])
  expect(progressIn(folder).phases['video']).toBe('done')
})

test('a task that has ended is not revived by a late word', () => {
  const folder = temporaryFolder()
  const tracker = show(folder)
  const task = tracker.task({ type: 'video', characterId: 'alice' })
  task.succeed({ outputUrl: 'a.png' })
  task.progress(95)
  task.fail(new Error('late'))
  tracker.close()
  expect(tasksIn(folder).tasks[0]).toMatchObject({ status: 'succeeded', progress: 100, output_url: 'a.png' })
  expect(tasksIn(folder).tasks[0]?.error).toBeUndefined()
})

test('tasks can be removed, and the ended ones cleared', () => {
  const folder = temporaryFolder()
  const tracker = show(folder)
  const [a, b, c] = ['a', 'b', 'c'].map((name) => tracker.addTask({ type: 'video', characterId: name }))
  tracker.updateTask(a ?? '', { status: 'succeeded' })
  tracker.removeTask(b ?? '')
  tracker.clearCompletedTasks()
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => task.id)).toEqual([c])
})

/** Four videos that are done and one that has failed, cleared in the middle and at the end. */
function clearedShow(folder: string) {
  const tracker = show(folder)
  const ids = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    tracker.addTask({ type: 'video', characterId: name, metadata: { long: 'x' } }),
  )
  const end = (ended: string[], status: 'succeeded' | 'failed') => {
    for (const id of ended)
      tracker.updateTask(id, { status, ...(status === 'failed' ? { error: 'no film' } : {}) })
  }
  end(ids.slice(0, 1), 'failed')
  end(ids.slice(1, 3), 'succeeded')
  tracker.clearCompletedTasks()
  end(ids.slice(3), 'succeeded')
  tracker.clearCompletedTasks()
  return { tracker, failed: ids[0] ?? '' }
}

test('what was cleared of a phase that runs still counts, and its failure still fails the phase', async () => {
  const folder = temporaryFolder()
  const { tracker } = clearedShow(folder)
  await until('an empty list', () => tasksIn(folder).tasks.length === 0)
  // Another one shares the story, and is the last to write.
  const other = show(folder)
  other.task({ type: 'video', characterId: 'f' }).succeed()
  other.close()
  expect(progressIn(folder).phase_progress?.['video']).toEqual({ complete: 5, total: 6 })
  expect(tasksIn(folder).tasks.map((task) => task.character_id)).toEqual(['f'])
  tracker.finish('video')
  tracker.close()
  expect(progressIn(folder)).toMatchObject({
    phases: { video: 'error' },
    error: '1 of 6 failed: a (no film)',
    phase_progress: { video: { complete: 5, total: 6 } },
  })
  // With the phase the memory of it ends.
  expect(tasksIn(folder)['cleared']).toBeUndefined()
})

test('a failure that was cleared is mended by trying again or by taking it out', () => {
  const again = temporaryFolder()
  const { tracker } = clearedShow(again)
  tracker.task({ type: 'video', characterId: 'a' }).succeed()
  tracker.finish('video')
  tracker.close()
  expect(progressIn(again)).toMatchObject({
    phases: { video: 'done' },
    phase_progress: { video: { complete: 5, total: 5 } },
  })
  expect(tasksIn(again).tasks[0]?.attempts).toMatchObject([{ status: 'failed', error: 'no film' }])
  const out = temporaryFolder()
  const taken = clearedShow(out)
  taken.tracker.removeTask(taken.failed)
  taken.tracker.finish('video')
  taken.tracker.close()
  expect(progressIn(out).phases['video']).toBe('done')
})

test('tasks of a phase that runs stay, however old; they leave with the end of the phase', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { workflow: 'show', taskRetentionSeconds: 0 })
  tracker.task({ type: 'video', characterId: 'a' }).fail(new Error('no film'))
  tracker.task({ type: 'video', characterId: 'b' }).succeed()
  const begun = Date.now()
  while (Date.now() - begun < 5);
  tracker.task({ type: 'video', characterId: 'c' }).succeed()
  tracker.setPhaseProgress('portrait', 0, 1)
  tracker.finish('video')
  expect(progressIn(folder)).toMatchObject({
    phases: { video: 'error' },
    error: '1 of 3 failed: a (no film)',
    phase_progress: { video: { complete: 2, total: 3 } },
  })
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => task.character_id)).not.toContain('a')
})

test('a task that nobody knows brings a warning, wrong words an exception', () => {
  const warnings: HostWarning[] = []
  using tracker = new ProgressTracker(temporaryFolder(), { onWarning: (warning) => warnings.push(warning) })
  tracker.updateTask('nobody', { progress: 3 })
  expect(warnings[0]?.message).toContain('There is no task "nobody"')
  const wrong = { type: 'portrait', status: 'finished' }
  expect(() => Reflect.apply(tracker.addTask, tracker, [wrong])).toThrow(/`status`.*got "finished"/)
  const worded = { type: 'portrait', progress: 'half' }
  expect(() => Reflect.apply(tracker.addTask, tracker, [worded])).toThrow(/`progress`.*"half"/)
  expect(() => Reflect.apply(tracker.updateTask, tracker, ['nobody', null])).toThrow(
    /`patch` to be an object, got null/,
  )
})

test('what was active when its process died has failed with the next start', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     tracker.task({ type: 'portrait', characterId: 'alice' }).succeed()
     tracker.task({ type: 'portrait', characterId: 'bob' }).progress(30)
     setInterval(() => {}, 1000)`,
  )
  await until('both tasks', () => tasksIn(folder).tasks[1]?.progress === 30)
  child.process.kill('SIGKILL')
  await child.ended
  const tracker = show(folder)
  tracker.addTask({ type: 'video', characterId: 'alice' })
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => [task.status, task.error])).toEqual([
    ['succeeded', undefined],
    ['failed', 'process died'],
    ['starting', undefined],
  ])
})

test('the tasks of a dead process ended at its last sign of life, and their step keeps its total', async () => {
  const folder = temporaryFolder()
  const child = runPipeline(
    folder,
    `const tracker = new ProgressTracker(folder, { workflow: 'show' })
     void tracker.mapTasks('portrait', ['a', 'b', 'c', 'd', 'e', 'f'], () => new Promise(() => {}), { concurrency: 3 })
     setInterval(() => {}, 1000)`,
  )
  await until('three tasks', () => tasksIn(folder).tasks.length === 3)
  await until('the total', () => progressIn(folder).phase_progress?.['portrait']?.total === 6)
  child.process.kill('SIGKILL')
  await child.ended
  // The process has been gone for an hour; one of its tasks began after its last beat.
  const hourAgo = (ms: number) => new Date(Date.now() - 3_600_000 + ms).toISOString()
  const [begun, beat, late] = [hourAgo(0), hourAgo(4000), hourAgo(4200)]
  const rewrite = (name: string, change: (text: string) => string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')))
  rewrite('_progress.json', (text) => text.replace(/("(beat|updated)_ts": )"[^"]*"/g, `$1"${beat}"`))
  let row = 0
  rewrite('_tasks.json', (text) =>
    text.replace(/("started_at": )"[^"]*"/g, (_, key) => `${key}"${++row === 3 ? late : begun}"`),
  )
  const tracker = show(folder)
  tracker.start('video')
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => [task.status, task.completed_at])).toEqual([
    ['failed', beat],
    ['failed', beat],
    ['failed', late],
  ])
  const ends = readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): { reason?: string; kind: string; ts: string } => JSON.parse(line))
    .filter(({ kind, reason }) => kind === 'task' && reason === 'process died')
  expect(ends.map(({ ts }) => ts)).toEqual([beat, beat, late])
  expect(progressIn(folder).phase_progress?.['portrait']).toEqual({ complete: 0, total: 6 })
})

test('without a heartbeat in the file, the last write before this process tells when a task ended', () => {
  const folder = temporaryFolder()
  const [begun, written] = ['2026-01-02T10:00:00.000Z', '2026-01-02T10:00:09.000Z']
  // Higher than any process id.
  const writer = { pid: 2 ** 22 + 1, host: hostname() }
  const task = { id: 'a', type: 'portrait', status: 'processing', started_at: begun, writer }
  writeFileSync(join(folder, '_tasks.json'), JSON.stringify({ tasks: [task] }))
  writeFileSync(
    join(folder, '_progress.json'),
    JSON.stringify({
      job_id: '',
      workflow: 'show',
      updated_ts: written,
      phases: {},
      phase_order: [],
      ...writer,
    }),
  )
  const tracker = show(folder)
  tracker.setPhaseProgress('video', 0, 1)
  tracker.start('video')
  tracker.close()
  expect(tasksIn(folder).tasks[0]).toMatchObject({ error: 'process died', completed_at: written })
})

test('two processes add tasks without losing one', async () => {
  const folder = temporaryFolder()
  const children = [0, 1, 2].map((turn) =>
    runPipeline(
      folder,
      `const tracker = new ProgressTracker(folder, { workflow: 'show' })
       for (let index = 0; index < 200; index += 1) tracker.task({ type: 'video', characterId: '${turn}-' + index }).succeed()
       tracker.close()`,
    ),
  )
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0])
  const { tasks } = tasksIn(folder)
  expect(tasks).toHaveLength(600)
  expect(tasks.every((task) => task.status === 'succeeded')).toBe(true)
})

test('a task that its gone writer has ended stays as it is, although it was active when it was looked at', () => {
  const folder = temporaryFolder()
  const [path, next] = [join(folder, '_tasks.json'), join(folder, 'next.json')]
  const task = {
    id: 'one',
    type: 'portrait',
    started_at: '2020-01-01T00:00:00Z',
    writer: { pid: 4_194_302, host: hostname(), process_start_id: 'gone' },
  }
  writeFileSync(path, JSON.stringify({ tasks: [{ ...task, status: 'processing' }] }))
  const ended = { ...task, status: 'succeeded', completed_at: '2020-01-01T00:00:01Z' }
  writeFileSync(next, JSON.stringify({ tasks: [ended] }))
  // Somebody elsewhere has the lock: what the tracker has seen changes before it may write.
  symlinkSync('ffffff~1~~a~elsewhere', `${path}.lock`)
  spawn('sh', ['-c', 'sleep 0.4; mv "$0" "$1"; rm "$1.lock"', next, path], { stdio: 'ignore' })
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  tracker.start('portrait')
  expect(tasksIn(folder).tasks).toMatchObject([{ id: 'one', status: 'succeeded' }])
})

test('old ended tasks leave the file when an age is set', () => {
  const folder = temporaryFolder()
  const old = { id: 'old', type: 'portrait', status: 'succeeded', completed_at: '2020-01-01T00:00:00Z' }
  writeFileSync(
    join(folder, '_tasks.json'),
    JSON.stringify({ tasks: [old, { ...old, id: 'run', status: 'starting' }] }),
  )
  const tracker = new ProgressTracker(folder, { taskRetentionSeconds: 3600 })
  tracker.addTask({ type: 'video', characterId: 'new' })
  tracker.close()
  expect(tasksIn(folder).tasks.map((task) => task.id)).not.toContain('old')
  expect(tasksIn(folder).tasks.map((task) => task.id)).toContain('run')
})

test('a percentage that is a little off, or none at all, does not fail the work it tells of', async () => {
  const folder = temporaryFolder()
  const warnings: HostWarning[] = []
  const onWarning = (warning: HostWarning) => void warnings.push(warning)
  using tracker = new ProgressTracker(folder, { workflow: 'show', onWarning })
  const seen: Record<string, unknown> = {}
  await tracker.mapTasks('portrait', ['a', 'b', 'c', 'd'], (name, task) => {
    task.progress(30)
    task.progress({ a: ((0.1 * 3) / 0.3) * 100, b: -1e-9, c: (0 / 0) * 100, d: 1 / 0 }[name] ?? 0)
    seen[name] = 'done'
  })
  expect(Object.keys(seen)).toEqual(['a', 'b', 'c', 'd'])
  expect(progressIn(folder).phases['portrait']).toBe('done')
  const over = tracker.addTask({ type: 'video', progress: 100.00000000000003 })
  const under = tracker.addTask({ type: 'video', characterId: 'b', progress: -3 })
  const none = tracker.addTask({ type: 'video', characterId: 'c', progress: Number.NaN })
  tracker.close()
  const percentOf = (id: string) => tasksIn(folder).tasks.find((task) => task.id === id)?.progress
  expect([over, under, none].map(percentOf)).toEqual([100, 0, undefined])
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('NaN is no percentage')])
})

test('an option that no tracker has is refused, and one that is undefined is as good as left out', async () => {
  const folder = temporaryFolder()
  const make = (options: object) => Reflect.construct(ProgressTracker, [folder, options])
  expect(() => make({ worklow: 'show' })).toThrow(/`options.worklow`.*left out: there are jobId, workflow/)
  expect(() => make(['show'])).toThrow(/`options` to be an object, got an array/)
  const nothing = { worklow: undefined, workflow: undefined, notify: { webhok: undefined } }
  const phaseNames = [{ name: 'cut', lable: undefined }]
  expect(() => make({ ...nothing, phaseNames })).not.toThrow()
  using tracker = new ProgressTracker(folder)
  const task = { type: 'cut', key: undefined, status: undefined, label: undefined }
  const id: string = Reflect.apply(tracker.addTask, tracker, [task])
  expect(() =>
    Reflect.apply(tracker.updateTask, tracker, [id, { key: undefined, id: undefined }]),
  ).not.toThrow()
  const map = ['paint', ['a'], () => {}, { key: undefined, concurrency: undefined }]
  await Reflect.apply(tracker.mapTasks, tracker, map)
  tracker.close()
  expect(tasksIn(folder).tasks.map(({ status }) => status)).toEqual(['starting', 'succeeded'])
})
