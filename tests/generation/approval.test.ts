import { expect, test } from 'vitest'
import { renderReport } from '../../src/generation/index.ts'
import { aWorkspace, helpOf, reportOf, SCENE } from './support/workspace.ts'

const PLAN = { phaseName: 'Verification Plan', agentName: 'planner' }

/** A scene whose plan waits for the user. */
function waiting() {
  const given = aWorkspace()
  given.put('acts/scene-0204-blueprint.md', 'A tower of books.')
  given.completedUpTo(2)
  reportOf(given.store.startStep(SCENE, 3, PLAN))
  given.store.completeStep(SCENE, 3, { durationSeconds: 1, metadata: { requires_approval: true } })
  const statuses = () => Object.values(given.state().steps).map((step) => Object(step)['status'])
  return { ...given, statuses }
}

const answer = (words: string) => ({ question: 'Is the plan good?', answer: words })

test('a scene that is cancelled while its plan waits makes the plan again: nobody approved it', () => {
  const { store, state, statuses } = waiting()
  reportOf(store.cancel(SCENE, { reason: 'the plan is wrong' }))
  expect(statuses().slice(1, 4)).toEqual(['COMPLETED', 'PENDING', 'PENDING'])
  const plan = reportOf(store.resume(SCENE))
  expect(plan).toMatchObject({ resumeStep: { number: 3 }, ready: true, next: { tool: 'start_step' } })
  expect(helpOf(store.startStep(SCENE, 4, { phaseName: 'x' }))).toBe('WRONG_STATUS → resume_generation(0204)')
  reportOf(store.startStep(SCENE, 3, PLAN))
  reportOf(store.completeStep(SCENE, 3, { durationSeconds: 1 }))
  expect(state().workflow_status).toBe('WAITING_USER_APPROVAL')
})

test('a plan that was answered with no is not resumed as approved', () => {
  const { store, statuses } = waiting()
  const logged = renderReport(reportOf(store.logQuestion(SCENE, answer('No, another tower'))))
  const next =
    '💡 Next: the user answered "No, another tower" when asked about the plan. If the answer was yes: `start_step(scene_id="0204", step_number=4, phase_name="Prose Generation")`; if it was no: `start_step(scene_id="0204", step_number=3, phase_name="Verification Plan")` for another plan, or `cancel_generation('
  expect(logged).toContain(next)
  reportOf(store.logQuestion(SCENE, { question: 'Who is the narrator?', answer: 'Yes, the cook' }))
  const status = reportOf(store.status(SCENE))
  expect(renderReport(status)).toContain(next)
  expect(status.scene.next).toMatchObject({ tool: 'start_step', fill: ['step_number', 'phase_name'] })
  const plan = reportOf(store.resume(SCENE))
  expect(plan).toMatchObject({
    ready: false,
    next: { tool: 'resume_generation', arguments: { force: true } },
  })
  expect(plan.warnings).toEqual([expect.stringContaining('and answered "No, another tower"; if that was no')])
  reportOf(store.cancel(SCENE))
  expect(statuses()[2]).toBe('PENDING')
  expect(reportOf(store.resume(SCENE)).resumeStep.number).toBe(3)
})

test.each(['before the answer', 'after the answer'])('a plan can be made again %s', (when) => {
  const { store, state } = waiting()
  if (when === 'after the answer') reportOf(store.logQuestion(SCENE, answer('No')))
  expect(reportOf(store.startStep(SCENE, 3, PLAN))).toMatchObject({ how: 'retried', step: { number: 3 } })
  expect(state()).toMatchObject({ workflow_status: 'IN_PROGRESS', current_step: 3 })
})

test('an approved plan stays approved once step 4 has begun', () => {
  const { store, statuses } = waiting()
  reportOf(store.logQuestion(SCENE, answer('Yes')))
  reportOf(store.startStep(SCENE, 4, { phaseName: 'Prose Generation' }))
  expect(helpOf(store.startStep(SCENE, 3, PLAN))).toBe('WRONG_STATUS → complete_step(0204, 4)')
  reportOf(store.cancel(SCENE))
  expect(statuses().slice(2, 4)).toEqual(['COMPLETED', 'PENDING'])
  expect(reportOf(store.resume(SCENE))).toMatchObject({ resumeStep: { number: 4 }, ready: true })
})

test('a scene whose plan was turned down can be failed at step 3, and begins there again', () => {
  const { store } = waiting()
  reportOf(store.fail(SCENE, 3, { failureReason: 'the user does not want it' }))
  expect(reportOf(store.resume(SCENE)).resumeStep.number).toBe(3)
})

test('a plan that asks nobody goes on without a gate', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(3)
  expect(state().workflow_status).toBe('IN_PROGRESS')
  expect(helpOf(store.startStep(SCENE, 3, PLAN))).toContain('WRONG_STATUS')
  reportOf(store.cancel(SCENE))
  expect(state().steps.step_3_verification_plan?.status).toBe('COMPLETED')
})

test('an answer about something else lets a waiting scene go on, and approves nothing', () => {
  const { store, state } = waiting()
  const report = reportOf(store.logQuestion(SCENE, { question: 'Who is the narrator?', answer: 'Yes' }))
  expect(report).toMatchObject({ answered: true, scene: { workflowStatus: 'IN_PROGRESS', review: {} } })
  expect(renderReport(report)).toContain('If the answer was yes: `start_step(scene_id="0204", step_number=4')
  expect(reportOf(store.resume(SCENE))).toMatchObject({ ready: false })
  expect(state().user_questions).toHaveLength(1)
})

test.each([
  ['Yes, proceed with generation', 4],
  ['Approved.', 4],
  ['ok', 4],
  ['Yes, but change the ending', undefined],
  ["Okay, don't do it", undefined],
  ['Nein', undefined],
  ['Tomorrow', undefined],
])('after the answer "%s" the next step is %s', (words, step) => {
  const { store } = waiting()
  const { scene } = reportOf(store.logQuestion(SCENE, answer(words)))
  expect(scene.next.arguments['step_number']).toBe(step)
  reportOf(store.startStep(SCENE, 4, { phaseName: 'Prose Generation' }))
  expect(reportOf(store.status(SCENE)).scene.review).toBeUndefined()
})
