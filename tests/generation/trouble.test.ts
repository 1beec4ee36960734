import { expect, test } from 'vitest'
import { renderReport } from '../../src/generation/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { aWorkspace, helpOf, reportOf, SCENE } from './support/workspace.ts'

const ERROR = { errorType: 'location', errorMessage: 'the tower is missing', severity: 'HIGH' } as const
const REASON = { failureReason: 'no attempt is left' }

test('errors and failures belong to a step that is worked on', () => {
  const { store, completedUpTo, text } = aWorkspace()
  completedUpTo(2)
  const before = text()
  for (const step of [1, 2, 3, 4, 7]) {
    const begin = 'WRONG_STATUS → start_step(0204, 3, Verification Plan)'
    expect(helpOf(store.recordError(SCENE, step, ERROR))).toBe(begin)
    expect(helpOf(store.fail(SCENE, step, REASON))).toBe(begin)
  }
  expect(text()).toBe(before)
  reportOf(store.startStep(SCENE, 3, { phaseName: 'x' }))
  expect(helpOf(store.recordError(SCENE, 2, ERROR))).toBe('WRONG_STATUS → record_error(0204, 3)')
  expect(helpOf(store.fail(SCENE, 4, REASON))).toBe('WRONG_STATUS → fail_generation(0204, 3)')
  reportOf(store.recordError(SCENE, 3, ERROR))
  reportOf(store.fail(SCENE, 3, REASON))
  expect(helpOf(store.recordError(SCENE, 4, ERROR))).toBe('WRONG_STATUS → resume_generation(0204)')
  expect(helpOf(store.fail(SCENE, 4, REASON))).toBe('WRONG_STATUS → resume_generation(0204)')
  reportOf(store.recordError(SCENE, 3, ERROR))
})

test('a draft that a check turns down can be given an error and failed while the check runs', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(4)
  reportOf(store.startStep(SCENE, 5, { phaseName: 'x' }))
  reportOf(store.recordError(SCENE, 4, ERROR))
  reportOf(store.fail(SCENE, 4, REASON))
  expect(state()).toMatchObject({ failed_step: 4, steps: { step_5_fast_compliance: { status: 'FAILED' } } })
  expect(reportOf(store.resume(SCENE, { force: true })).resumeStep.number).toBe(4)
})

test('what record_error tells to do is not refused', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(3)
  const told = (step: number) =>
    reportOf(store.recordError(SCENE, step, ERROR)).next.map(
      ({ tool, arguments: args }) => `${tool} ${args['step_number']}`,
    )
  reportOf(store.startStep(SCENE, 4, { phaseName: 'x' }))
  for (const attempt of [2, 3]) {
    expect(told(4)).toEqual(['start_step 4', 'fail_generation 4'])
    expect(reportOf(store.startStep(SCENE, 4, { phaseName: 'x' })).attempts?.current).toBe(attempt)
  }
  expect(told(4)).toEqual(['fail_generation 4'])
  reportOf(store.completeStep(SCENE, 4, { durationSeconds: 1 }))
  reportOf(store.startStep(SCENE, 5, { phaseName: 'x' }))
  expect(told(5)).toEqual(['start_step 5', 'fail_generation 5'])
  expect(reportOf(store.startStep(SCENE, 5, { phaseName: 'x' })).how).toBe('already_running')
  const report = reportOf(store.recordError(SCENE, 5, ERROR))
  expect(renderReport(report)).toContain(
    '💡 Next: `start_step(scene_id="0204", step_number=5, phase_name="Fast Compliance Check")`, or `fail_generation(',
  )
})

test('a step that a live agent holds is neither failed nor given errors by another', async () => {
  const program = await childProgram('tests/generation/children/hold-step.ts')
  const { store, workspace, completedUpTo, text } = aWorkspace()
  completedUpTo(3)
  const child = startProcess(program, [workspace, SCENE, '4', 'prose-writer'])
  expect(JSON.parse(await child.line())).toMatchObject({ ok: true })
  const before = text()
  const wait = 'STEP_HELD → get_generation_status(0204)'
  expect(helpOf(store.fail(SCENE, 4, REASON))).toBe(wait)
  expect(helpOf(store.recordError(SCENE, 4, ERROR))).toBe(wait)
  expect(text()).toBe(before)
  await child.kill()
  reportOf(store.recordError(SCENE, 4, ERROR))
  reportOf(store.fail(SCENE, 4, REASON))
})
