import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderReport } from '../../src/generation/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { aWorkspace, refusalOf, reportOf, SCENE } from './support/workspace.ts'

const PROSE = { phaseName: 'Prose Generation', agentName: 'prose-writer' }

/** A scene with three steps done, whose second one made a file. */
function withPlan() {
  const given = aWorkspace()
  const { store, put } = given
  put('acts/b.md', 'blueprint')
  const list = put('workspace/artifacts/list.json', '{}')
  reportOf(store.start(SCENE, { blueprintPath: 'acts/b.md' }))
  for (const step of [1, 2, 3]) {
    const artifacts = step === 2 ? { constraints_list_path: list } : {}
    reportOf(store.completeStep(SCENE, step, { durationSeconds: 1, artifacts }))
  }
  return { ...given, list: join(given.project, list) }
}

test('the start_step that resumes a failed scene warns of what it builds on, and the state keeps that', () => {
  const { store, state, list } = withPlan()
  reportOf(store.startStep(SCENE, 4, PROSE))
  reportOf(store.fail(SCENE, 4, { failureReason: 'no' }))
  rmSync(list)
  const resumed = reportOf(store.startStep(SCENE, 4, PROSE))
  const warning = 'constraints_list_path is missing: workspace/artifacts/list.json: there is no such file'
  expect(resumed).toMatchObject({ how: 'resumed', warnings: [warning] })
  expect(renderReport(resumed)).toContain(`## Warnings\n- ⚠️ ${warning}`)
  expect(state().resume_history?.[0]).toMatchObject({
    from_status: 'FAILED',
    reason: 'no',
    warnings: [warning],
  })
  const status = renderReport(reportOf(store.status(SCENE, { detailed: true })))
  expect(status).toContain(`step 4, was FAILED; because: no; in spite of: ${warning}`)
  expect(status).toMatch(/## Attempts\n- attempt 1: FAILED, \S+Z to \S+Z\n- attempt 1: IN_PROGRESS/)
})

test('a scene that is resumed with everything in place has no warning to keep', () => {
  const { store, state } = withPlan()
  reportOf(store.cancel(SCENE))
  expect(reportOf(store.startStep(SCENE, 4, PROSE)).warnings).toEqual([])
  expect(state().resume_history?.[0]).not.toHaveProperty('warnings')
})

test('what a dead holder built on is looked at first, and the step is taken over with the same warning', async () => {
  const program = await childProgram('tests/generation/children/hold-step.ts')
  const { store, state, workspace, list } = withPlan()
  const child = startProcess(program, [workspace, SCENE, '4', 'prose-writer'])
  await child.line()
  await child.kill()
  expect(reportOf(store.status(SCENE)).scene.next.tool).toBe('start_step')
  writeFileSync(list, '{"other":1}')
  expect(reportOf(store.status(SCENE)).scene.next.tool).toBe('resume_generation')
  const taken = reportOf(store.startStep(SCENE, 4, { ...PROSE, agentName: 'another' }))
  expect(taken).toMatchObject({
    how: 'taken_over',
    warnings: [expect.stringContaining('it was changed after its step completed')],
  })
  expect(state().resume_history?.[0]).toMatchObject({ from_status: 'IN_PROGRESS', step: 4 })
})

test('a live holder is waited for, and a cancel says whom it stops', async () => {
  const program = await childProgram('tests/generation/children/hold-step.ts')
  const { store, state, workspace } = withPlan()
  const child = startProcess(program, [workspace, SCENE, '4', 'prose-writer'])
  await child.line()
  const { advice } = refusalOf(store.startStep(SCENE, 4, { ...PROSE, agentName: 'another' }))
  expect(advice).toEqual(['Wait until it completes the step'])
  const cancelled = reportOf(store.cancel(SCENE))
  expect(cancelled.stopped).toMatchObject({ agentName: 'prose-writer', pid: child.pid, presence: 'present' })
  expect(renderReport(cancelled)).toContain(`This stops prose-writer (process ${child.pid}`)
  expect(state()).toMatchObject({ cancelled_holder: { agent_name: 'prose-writer', pid: child.pid } })
  reportOf(store.startStep(SCENE, 4, PROSE))
  expect(state()).not.toHaveProperty('cancelled_holder')
})

test('no step replaces the blueprint with which the scene started', () => {
  const { store, put, text } = withPlan()
  const before = text()
  const complete = (blueprint_path: string) =>
    store.completeStep(SCENE, 4, { durationSeconds: 1, artifacts: { blueprint_path } })
  const refusal = refusalOf(complete(put('acts/other.md', 'another')))
  expect(refusal).toMatchObject({
    code: 'ANOTHER_BLUEPRINT',
    message: expect.stringContaining('acts/other.md'),
  })
  put('acts/b.md', 'swapped')
  expect(refusalOf(complete('acts/b.md')).code).toBe('ANOTHER_BLUEPRINT')
  expect(text()).toBe(before)
  put('acts/b.md', 'blueprint')
  expect(complete('./acts/b.md').ok).toBe(true)
})

test('a blueprint that an earlier version let a step replace is suspect', () => {
  const { store, state, put, putState } = withPlan()
  reportOf(store.cancel(SCENE))
  const given = state()
  const check = { ...Object(given.artifact_checks?.['blueprint_path']), step: 3 }
  putState({ ...given, artifact_checks: { ...given.artifact_checks, blueprint_path: check } })
  put('acts/b.md', 'blueprint')
  expect(reportOf(store.resume(SCENE))).toMatchObject({
    ready: false,
    warnings: ['blueprint_path is suspect: acts/b.md: it was replaced in step 3, after the scene started'],
  })
})

test('a second start_generation tells of the blueprint that is kept, and of what it gave in vain', () => {
  const { store, project } = withPlan()
  const again = reportOf(store.start(SCENE, { blueprintPath: 'acts/new.md', metadata: { beats: 4 } }))
  expect(again).toMatchObject({
    created: false,
    blueprintFound: true,
    differences: [
      'blueprint_path stays "acts/b.md"; "acts/new.md" was given',
      'metadata.beats stays nothing; 4 was given',
    ],
  })
  expect(renderReport(again)).toContain('⚠️ blueprint_path stays "acts/b.md"')
  rmSync(join(project, 'acts/b.md'))
  writeFileSync(join(project, 'acts/new.md'), 'x')
  expect(reportOf(store.start(SCENE, { blueprintPath: 'acts/new.md' })).blueprintFound).toBe(false)
})
