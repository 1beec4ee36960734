import { expect, test } from 'vitest'
import {
  countedByTasks,
  etaAt,
  etaInWords,
  isPipeline,
  overallFraction,
  type ProgressView,
  pastErrorInWords,
  pipelineOf,
  readProgress,
  readTasks,
  type TaskView,
} from '../../src/contract/index.ts'

const show = (phases: Record<string, string>, more: object = {}): ProgressView => {
  const view = readProgress({ workflow: 'show', phases, phase_order: Object.keys(phases), ...more })
  if (view === undefined) throw new Error('not a story')
  return view
}

const portraits = (...statuses: string[]): TaskView[] =>
  readTasks({
    tasks: statuses.map((status, index) => ({
      id: `p${index}`,
      type: 'portrait',
      status,
      ...(status === 'failed' ? { error: `error ${index}` } : {}),
    })),
  }) ?? []

const stateOf = (status: string, tasks: TaskView[], gone = false) =>
  pipelineOf(show({ portrait: status }), tasks, gone)[0]?.state

test('a step is what its tasks are, until its own status says that it is over', () => {
  expect(stateOf('running', portraits('succeeded', 'processing', 'failed'))).toBe('active')
  expect(stateOf('running', portraits('succeeded', 'failed'))).toBe('failed')
  expect(stateOf('running', portraits('succeeded', 'succeeded'))).toBe('done')
  expect(stateOf('done', portraits('succeeded', 'failed'))).toBe('done')
  expect(stateOf('error', portraits('succeeded'))).toBe('failed')
})

test('a step is not done before all of its total has succeeded', () => {
  const view = show({ portrait: 'running' }, { phase_progress: { portrait: { complete: 2, total: 7 } } })
  expect(pipelineOf(view, portraits('succeeded', 'succeeded'), false)[0]?.state).toBe('pending')
})

test('what a dead process left active has failed, and a step without such a task has stopped', () => {
  const [step] = pipelineOf(show({ portrait: 'running' }), portraits('succeeded', 'processing'), true)
  expect(step).toMatchObject({
    state: 'failed',
    error: 'process died',
    counts: { active: 0, succeeded: 1, failed: 1, total: 2 },
  })
  expect(stateOf('running', [], true)).toBe('stopped')
  expect(stateOf('running', portraits('succeeded', 'canceled'), true)).toBe('stopped')
})

test('a step tells the error of the task that failed last', () => {
  expect(
    pipelineOf(show({ portrait: 'running' }), portraits('failed', 'failed', 'succeeded'), false)[0]?.error,
  ).toBe('error 1')
})

test('tasks alone fill the bars of a story whose file has no counts', () => {
  const view = show({ 'show-generation': 'done', portrait: 'running' })
  const counted = countedByTasks(view, portraits('succeeded', 'succeeded', 'processing', 'starting'))
  expect(counted.phases[1]).toMatchObject({ complete: 2, total: 4 })
  expect(overallFraction(counted)).toBe(0.75)
  const told = show({ portrait: 'running' }, { phase_progress: { portrait: { complete: 1, total: 9 } } })
  expect(countedByTasks(told, portraits('succeeded')).phases[0]).toMatchObject({ complete: 1, total: 9 })
})

test('a story is a pipeline when it has tasks or steps for each character', () => {
  expect(isPipeline(show({ portrait: 'pending' }), [])).toBe(true)
  expect(isPipeline(show({ reddit: 'pending' }), [])).toBe(false)
  expect(isPipeline(show({ reddit: 'pending' }), portraits('starting'))).toBe(true)
})

test.each([
  [240, 360, 'about 4 to 6 min left'],
  [41, 52, 'about 40 to 50 s left'],
  [50, 130, 'about 50 s to 2 min left'],
  [300, 310, 'about 5 min left'],
  [3500, 7300, 'about 58 min to 2 h 2 min left'],
  [0, 22, 'less than 20 s left'],
  [0, 0.2, 'nearly done'],
])('a forecast of %d to %d seconds reads as "%s"', (lowSeconds, highSeconds, words) => {
  expect(etaInWords({ lowSeconds, highSeconds })).toBe(words)
})

test('a forecast runs down with the time since it was made, and never below nothing', () => {
  const eta = { seconds: 60, lowSeconds: 50, highSeconds: 80 }
  expect(etaAt(eta, 1_000, 56_000)).toEqual({ seconds: 5, lowSeconds: 0, highSeconds: 25 })
  expect(etaAt(eta, undefined, 56_000)).toEqual(eta)
  expect(etaAt(eta, 90_000, 56_000)).toEqual(eta)
})

test('past forecasts are summed up in a figure that a person can weigh', () => {
  expect(pastErrorInWords({ error: 0.14, samples: 20 })).toBe('last 20: ±14 %')
  expect(pastErrorInWords(undefined)).toBeUndefined()
})

test('tasks of a type that is no phase stand in a step of their own, at the end', () => {
  const view = show({ portrait: 'done' })
  const tasks = readTasks({
    tasks: [
      { id: 'a', type: 'portrait', status: 'succeeded' },
      { id: 'b', type: 'upscale', status: 'failed', error: 'too small' },
      { id: 'c', type: 'publish', status: 'processing' },
    ],
  })
  const steps = pipelineOf(view, tasks ?? [], false)
  expect(steps.map(({ phase, tasks }) => [phase.label, tasks.map(({ id }) => id)])).toEqual([
    ['Portraits', ['a']],
    ['Other tasks', ['b', 'c']],
  ])
  expect(steps[1]).toMatchObject({ state: 'active', counts: { total: 2, active: 1, failed: 1 } })
  const named = pipelineOf(show({ other: 'running', portrait: 'done' }), tasks ?? [], false)
  expect(named.map(({ phase, counts }) => [phase.name, counts.total])).toEqual([
    ['other', 2],
    ['portrait', 1],
  ])
})

test('a forecast that has run out is no forecast', () => {
  const eta = { seconds: 30, lowSeconds: 20, highSeconds: 40 }
  expect(etaAt(eta, 0, 35_000)).toEqual({ seconds: 0, lowSeconds: 0, highSeconds: 5 })
  expect(etaAt(eta, 0, 40_001)).toBeUndefined()
})
