import { failuresOf, judgeLiveness, readProgress } from 'story-monitor/contract'
import { expect, test } from 'vitest'

const viewOf = (file: object) => {
  const view = readProgress({ workflow: 'show', phase_order: ['portrait', 'video'], ...file })
  if (view === undefined) throw new Error('no view')
  return view
}

const told = (file: object) =>
  failuresOf(viewOf(file)).map(({ phase, error, traceback }) => [phase?.name, error, traceback])

test('the one error of a file that knows no other is that of its failed phase', () => {
  const file = { phases: { portrait: 'error', video: 'done' }, error: 'PAINT', traceback: 'at easel' }
  expect(told(file)).toEqual([['portrait', 'PAINT', 'at easel']])
  expect(judgeLiveness(viewOf(file), { nowMs: 0 }).reason).toBe('Portraits failed: PAINT')
})

test('of several failed phases that have no errors of their own, none is named', () => {
  const file = { phases: { portrait: 'error', video: 'error' }, error: 'PAINT' }
  expect(told(file)).toEqual([[undefined, 'PAINT', undefined]])
  expect(judgeLiveness(viewOf(file), { nowMs: 0 }).reason).toBe('Portraits failed: PAINT')
})

test("a phase's own error is not taken for that of another", () => {
  const failures = { portrait: { message: 'PAINT' } }
  const file = { phases: { portrait: 'error', video: 'error' }, error: 'PAINT', phase_failures: failures }
  expect(told(file)).toEqual([['portrait', 'PAINT', undefined]])
  expect(judgeLiveness(viewOf({ ...file, phase_order: ['video', 'portrait'] }), { nowMs: 0 }).reason).toBe(
    'Character Videos failed; Portraits failed: PAINT',
  )
  expect(told({ ...file, error: 'CAMERA' })).toEqual([
    ['portrait', 'PAINT', undefined],
    ['video', 'CAMERA', undefined],
  ])
})

test('what one left behind in a phase that others work on is no failure yet', () => {
  const failures = { portrait: { message: 'PAINT' } }
  expect(told({ phases: { portrait: 'running' }, phase_failures: failures })).toEqual([])
})

test('an error between two phases is the failure of the story', () => {
  expect(told({ phases: { portrait: 'done' }, error: 'config missing' })).toEqual([
    [undefined, 'config missing', undefined],
  ])
})

test('errors of any shape are passed over', () => {
  for (const failure of [7, null, [], 'x', { message: 7 }, { message: '' }]) {
    expect(told({ phases: { portrait: 'error' }, phase_failures: { portrait: failure } })).toEqual([])
  }
})
