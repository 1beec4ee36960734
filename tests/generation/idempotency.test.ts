import { expect, test } from 'vitest'
import { aWorkspace, METRICS, reportOf, SCENE } from './support/workspace.ts'

test('start_generation again warns and changes nothing', () => {
  const { store, text, completedUpTo } = aWorkspace()
  completedUpTo(2)
  const before = text()
  expect(reportOf(store.start(SCENE, { blueprintPath: 'acts/other.md' }))).toMatchObject({
    created: false,
    scene: { completedSteps: [1, 2] },
  })
  expect(text()).toBe(before)
})

test('start_step again updates the timestamp of the running step', () => {
  const { store, state, putState, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'a' }))
  const earlier = state()
  const old = '2025-01-01T00:00:00Z'
  putState({
    ...earlier,
    steps: { ...earlier.steps, step_1_file_check: { ...earlier.steps.step_1_file_check, started_at: old } },
  })
  expect(reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'a' })).how).toBe('already_running')
  expect(state().steps.step_1_file_check?.started_at).not.toBe(old)
})

test('complete_step again says so and changes nothing', () => {
  const { store, text, completedUpTo } = aWorkspace()
  completedUpTo(2)
  const before = text()
  expect(reportOf(store.completeStep(SCENE, 1, { durationSeconds: 99 }))).toMatchObject({
    already: true,
    step: { durationSeconds: 1 },
  })
  expect(text()).toBe(before)
})

test('record_error and log_question_answer add one each time', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.startStep(SCENE, 1, { phaseName: 'x' }))
  const error = { errorType: 't', errorMessage: 'm', severity: 'CRITICAL', retryCount: 1 } as const
  expect(reportOf(store.recordError(SCENE, 1, error)).errorCount).toBe(1)
  expect(reportOf(store.recordError(SCENE, 1, error)).errorCount).toBe(2)
  const question = { question: 'q', answer: 'a', timestamp: '2025-11-03T14:32:15' }
  reportOf(store.logQuestion(SCENE, question))
  reportOf(store.logQuestion(SCENE, question))
  expect(state().errors).toHaveLength(2)
  expect(state().user_questions).toEqual([
    { question: 'q', answer: 'a', timestamp: '2025-11-03T14:32:15Z' },
    { question: 'q', answer: 'a', timestamp: '2025-11-03T14:32:15Z' },
  ])
})

test('fail_generation again updates the reason', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(3)
  reportOf(store.startStep(SCENE, 4, { phaseName: 'x' }))
  const finalErrors = [
    { step: 4, error_type: 'location', severity: 'HIGH', found: 'больница' },
    { odd: true },
  ]
  expect(reportOf(store.fail(SCENE, 4, { failureReason: 'first', finalErrors }))).toMatchObject({
    already: false,
    errorCount: 2,
  })
  expect(reportOf(store.fail(SCENE, 4, { failureReason: 'second' }))).toMatchObject({ already: true })
  expect(state()).toMatchObject({
    failure_reason: 'second',
    errors: [
      { step: 4, error_type: 'location', severity: 'HIGH', found: 'больница' },
      { step: 4, odd: true, message: '{"odd":true}' },
    ],
  })
})

test('complete_generation and cancel_generation again say so and change nothing', () => {
  const done = aWorkspace()
  done.completedUpTo(7)
  reportOf(done.store.complete(SCENE, METRICS))
  const completed = done.text()
  expect(reportOf(done.store.complete(SCENE, { ...METRICS, wordCount: 1 }))).toMatchObject({
    already: true,
    metrics: { wordCount: 2847 },
  })
  expect(done.text()).toBe(completed)

  const stopped = aWorkspace()
  stopped.completedUpTo(1)
  reportOf(stopped.store.cancel(SCENE, { reason: 'Blueprint has error' }))
  const cancelled = stopped.text()
  expect(reportOf(stopped.store.cancel(SCENE))).toMatchObject({
    already: true,
    reason: 'Blueprint has error',
  })
  expect(stopped.text()).toBe(cancelled)
})

test('resume_generation, status and list change nothing', () => {
  const { store, text, completedUpTo } = aWorkspace()
  completedUpTo(2)
  reportOf(store.startStep(SCENE, 3, { phaseName: 'x' }))
  reportOf(store.fail(SCENE, 3, { failureReason: 'x' }))
  const before = text()
  reportOf(store.resume(SCENE, { force: true }))
  reportOf(store.status(SCENE, { detailed: true }))
  store.list()
  expect(text()).toBe(before)
})
