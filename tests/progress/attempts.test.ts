import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker } from 'story-monitor'
import { pipelineOf, readProgress, readTasks, tasksSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

const tasksIn = (folder: string) =>
  tasksSchema.parse(JSON.parse(readFileSync(join(folder, '_tasks.json'), 'utf8'))).tasks

const viewOf = (folder: string) => {
  const view = readProgress(progressIn(folder))
  if (view === undefined) throw new Error('not a story')
  return view
}

test('a phase that is tried again keeps its first attempt, with what went wrong', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  tracker.start('trailer')
  tracker.error('trailer', new Error('no frames'))
  tracker.start('trailer')
  expect(progressIn(folder).phase_attempts?.['trailer']).toEqual([
    {
      started_ts: expect.any(String),
      finished_ts: expect.any(String),
      status: 'error',
      duration_seconds: expect.any(Number),
      error: 'no frames',
    },
  ])
  const trailer = viewOf(folder).phases.find((phase) => phase.name === 'trailer')
  expect(trailer?.attempts).toEqual([
    { startedMs: expect.any(Number), finishedMs: expect.any(Number), status: 'error', error: 'no frames' },
  ])
})

test('of a phase that fails again and again the last twenty attempts are kept', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  for (let turn = 1; turn <= 25; turn += 1) {
    tracker.start('trailer')
    tracker.error('trailer', new Error(`turn ${turn}`))
  }
  tracker.start('trailer')
  const errors = progressIn(folder).phase_attempts?.['trailer']?.map((attempt) => attempt.error)
  expect(errors).toHaveLength(20)
  expect(errors?.[0]).toBe('turn 6')
  expect(errors?.[19]).toBe('turn 25')
})

test('a story that begins anew has no attempts', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  tracker.start('trailer')
  tracker.error('trailer', new Error('no frames'))
  tracker.start('trailer')
  tracker.complete()
  tracker.start('trailer')
  expect(progressIn(folder).phase_attempts).toBeUndefined()
})

for (const [how, retry] of [
  ['added again', (tracker, _id) => tracker.addTask({ type: 'portrait', characterId: 'alice' })],
  [
    'added again under a name',
    (tracker, _id) => tracker.addTask({ type: 'portrait', characterId: 'alice', id: 'a' }),
  ],
  ['set back', (tracker, id) => tracker.updateTask(id, { status: 'processing' })],
] satisfies [string, (tracker: ProgressTracker, id: string) => void][]) {
  test(`a task that failed and is ${how} keeps its first attempt and has times of its own`, () => {
    const folder = temporaryFolder()
    const tracker = new ProgressTracker(folder, { workflow: 'show' })
    const id = tracker.addTask({ type: 'portrait', characterId: 'alice' })
    tracker.updateTask(id, { status: 'failed', error: 'blurred' })
    retry(tracker, id)
    tracker.close()
    const tasks = tasksIn(folder)
    expect(tasks).toHaveLength(1)
    expect(tasks[0]?.attempts).toEqual([
      {
        started_at: expect.any(String),
        completed_at: expect.any(String),
        status: 'failed',
        error: 'blurred',
      },
    ])
    expect(tasks[0]?.error).toBeUndefined()
    expect(tasks[0]?.completed_at).toBeUndefined()
    expect(Date.parse(tasks[0]?.started_at ?? '')).toBeGreaterThanOrEqual(
      Date.parse(tasks[0]?.attempts?.[0]?.completed_at ?? ''),
    )
  })
}

test('of a task the last ten attempts are kept, through a file that another process has written', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { workflow: 'show' })
  for (let turn = 1; turn <= 13; turn += 1) {
    const task = tracker.task({ type: 'portrait', characterId: 'alice' })
    task.fail(new Error(`turn ${turn}`))
  }
  using other = new ProgressTracker(folder)
  other.addTask({ type: 'video', characterId: 'bob' })
  tracker.task({ type: 'portrait', characterId: 'alice' }).progress(5)
  tracker.close()
  const errors = tasksIn(folder)[0]?.attempts?.map((attempt) => attempt.error)
  expect(errors).toEqual(Array.from({ length: 10 }, (_, index) => `turn ${index + 4}`))
})

test('attempts from before the story began are no part of it', () => {
  const at = (minute: number) => `2026-01-01T10:${String(minute).padStart(2, '0')}:00Z`
  const view = readProgress({ workflow: 'show', phases: { portrait: 'running' }, started_ts: at(10) })
  const attempt = (minute: number) => ({
    started_at: at(minute),
    completed_at: at(minute + 1),
    status: 'failed',
  })
  const tasks = readTasks({
    tasks: [
      { id: 'a', type: 'portrait', status: 'processing', attempts: [attempt(3), attempt(12)] },
      { id: 'b', type: 'portrait', status: 'processing', attempts: [attempt(4), { status: 'failed' }, 7] },
    ],
  })
  if (view === undefined || tasks === undefined) throw new Error('not a show')
  const [a, b] = pipelineOf(view, tasks, false).flatMap((step) => step.tasks)
  expect(a?.attempts?.map(({ startedMs }) => startedMs)).toEqual([Date.parse(at(12))])
  expect(b?.attempts).toBeUndefined()
})
