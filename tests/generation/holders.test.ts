import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { renderRefusal, renderReport } from '../../src/generation/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { aWorkspace, helpOf, refusalOf, reportOf, SCENE } from './support/workspace.ts'

test('a second agent is told who holds a running step, and takes it when that process has died', async () => {
  const program = await childProgram('tests/generation/children/hold-step.ts')
  const { store, workspace, completedUpTo, text, put } = aWorkspace()
  put('acts/scene-0204-blueprint.md', 'A tower of books.')
  completedUpTo(3)
  const child = startProcess(program, [workspace, SCENE, '4', 'prose-writer'])
  expect(JSON.parse(await child.line())).toMatchObject({ ok: true })
  const before = text()

  const refused = refusalOf(store.startStep(SCENE, 4, { phaseName: 'x', agentName: 'second' }))
  expect(refused.code).toBe('STEP_HELD')
  expect(refused.message).toMatch(
    /step 4 \(Prose Generation\) is held by prose-writer since \d{4}-\d\d-\d\dT[\d:]+Z \(alive\)/,
  )
  expect(renderRefusal(refused)).toContain(`Process: ${child.pid} on ${hostname()}`)
  expect(helpOf(store.completeStep(SCENE, 4, { durationSeconds: 1 }))).toContain('STEP_HELD')
  expect(text()).toBe(before)
  expect(renderReport(reportOf(store.status(SCENE)))).toContain('Running step held by prose-writer')

  const waiting = reportOf(store.status(SCENE))
  expect(waiting.scene.next.tool).toBe('get_generation_status')
  expect(renderReport(waiting)).toContain(
    '💡 Next: wait for the holder of the step, then `get_generation_status',
  )

  await child.kill()
  const orphaned = reportOf(store.status(SCENE))
  expect(orphaned.holder).toMatchObject({ agentName: 'prose-writer', presence: 'gone' })
  expect(orphaned.scene.next).toMatchObject({ tool: 'start_step', arguments: { step_number: 4 } })
  expect(reportOf(store.resume(SCENE, { force: true })).next.tool).toBe('start_step')
  const left = text()
  const refusal = store.completeStep(SCENE, 4, { durationSeconds: 1 })
  expect(helpOf(refusal)).toBe('HOLDER_DIED → start_step(0204, 4, Prose Generation)')
  expect(refusalOf(refusal).message).toMatch(/was begun by prose-writer at .*Z, whose process has ended$/)
  expect(helpOf(store.completeStep(SCENE, 4, { durationSeconds: 1, agentName: 'second' }))).toContain(
    'HOLDER_DIED',
  )
  expect(text()).toBe(left)
  expect(reportOf(store.startStep(SCENE, 4, { phaseName: 'x', agentName: 'second' }))).toMatchObject({
    how: 'taken_over',
    takenFrom: { agentName: 'prose-writer', pid: child.pid, presence: 'gone' },
  })
  reportOf(store.completeStep(SCENE, 4, { durationSeconds: 1 }))
})

test('an agent whose process was started anew goes on with its step under its name', async () => {
  const program = await childProgram('tests/generation/children/hold-step.ts')
  const { store, workspace, completedUpTo } = aWorkspace()
  completedUpTo(0)
  for (const step of [1, 2]) {
    const child = startProcess(program, [workspace, SCENE, String(step), 'writer'])
    expect(JSON.parse(await child.line())).toMatchObject({ ok: true })
    await child.kill()
    if (step === 2) {
      expect(reportOf(store.startStep(SCENE, 2, { phaseName: 'x', agentName: 'writer' })).how).toBe(
        'rejoined',
      )
    }
    reportOf(store.completeStep(SCENE, step, { durationSeconds: 1, agentName: 'writer' }))
  }
})

test('agents that share one process are told apart by their names', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'one' }))
  expect(helpOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'two' }))).toContain('STEP_HELD')
  expect(reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'one' })).how).toBe(
    'already_running',
  )
  expect(reportOf(store.startStep(SCENE, 1, { phaseName: 'x' })).how).toBe('already_running')
})

test('a step that is held on another host is not taken, but can be cancelled away', () => {
  const { store, state, putState, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'far' }))
  const here = state()
  const holder = { agent_name: 'far', pid: 7, host: 'elsewhere', since: '2025-11-03T14:30:45Z' }
  putState({ ...here, steps: { ...here.steps, step_1_file_check: { status: 'IN_PROGRESS', holder } } })
  const refused = refusalOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'near' }))
  expect(refused.message).toContain("on host elsewhere, from where it can't be told whether it is alive")
  expect(helpOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'near' }))).toBe(
    'STEP_HELD → resume_generation(0204)',
  )
  expect(reportOf(store.status(SCENE)).scene.next.tool).toBe('resume_generation')
  expect(reportOf(store.resume(SCENE)).warnings).toHaveLength(2)
  const forced = reportOf(store.resume(SCENE, { force: true }))
  expect(forced.next).toMatchObject({
    tool: 'cancel_generation',
    arguments: { scene_id: SCENE, reason: 'the holder of step 1 is gone' },
  })
  reportOf(store.cancel(SCENE, { reason: 'the other host is gone' }))
  expect(reportOf(store.startStep(SCENE, 1, { phaseName: 'x', agentName: 'near' })).how).toBe('resumed')
})
