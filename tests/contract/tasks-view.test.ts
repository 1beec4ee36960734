import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTasks } from '../../src/contract/index.ts'

test('every key of a task arrives in the view', () => {
  expect(
    readTasks({
      tasks: [
        {
          id: 't1',
          type: 'portrait',
          status: 'processing',
          show_id: 's1',
          character_id: 'c1',
          label: 'Ada',
          progress: 40,
          started_at: '2026-01-01T00:00:00Z',
          completed_at: '2026-01-01T00:01:00+00:00',
          output_url: 'portraits/ada.png',
          error: 'none yet',
          step_number: 4,
        },
      ],
    }),
  ).toEqual([
    {
      id: 't1',
      type: 'portrait',
      status: 'processing',
      showId: 's1',
      characterId: 'c1',
      label: 'Ada',
      progress: 40,
      startedMs: Date.parse('2026-01-01T00:00:00Z'),
      completedMs: Date.parse('2026-01-01T00:01:00Z'),
      outputUrl: 'portraits/ada.png',
      error: 'none yet',
      stepNumber: 4,
    },
  ])
})

test('three keys are enough, and entries without a type are passed over', () => {
  const tasks = [null, 'x', { id: 'a' }, { type: 'video' }, { id: 'b', type: 'video', status: 'failed' }]
  expect(readTasks({ tasks })).toEqual([
    { id: 'task-4', type: 'video', status: 'unknown' },
    { id: 'b', type: 'video', status: 'failed' },
  ])
})

test('wrong types are left out, and progress ends at 100', () => {
  const task = { id: 7, type: 'video', status: 'Done', progress: 250, label: [], started_at: 5, error: '' }
  expect(readTasks({ tasks: [task] })).toEqual([
    { id: 'task-1', type: 'video', status: 'unknown', progress: 100 },
  ])
  expect(readTasks({ tasks: [{ type: 'video', progress: -1 }] })?.[0]).not.toHaveProperty('progress')
})

test.each([null, undefined, [], 'text'])('%j holds no tasks at all', (value) => {
  expect(readTasks(value)).toBeUndefined()
})

test('an object without tasks has none, and one whose tasks are no list is no file of tasks', () => {
  expect(readTasks({})).toEqual([])
  expect(readTasks({ tasks: { id: 'a', type: 'video' } })).toBeUndefined()
})

test('no JSON value at all makes the reader throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (part) => {
      readTasks(part)
      readTasks({ tasks: part })
      readTasks({ tasks: [part, { type: 'a', status: part, progress: part, started_at: part }] })
    }),
    { numRuns: 500 },
  )
})
