import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GENERATION_STEPS } from '../../src/contract/index.ts'
import { generationStateSchema } from '../../src/contract/published.ts'
import { aWorkspace } from '../generation/support/workspace.ts'
import { caller, connect } from './support/client.ts'

const scene_id = '0204'

test('all eleven tools carry a scene through failure, resume and cancel to its end', async () => {
  const { workspace, file, put } = aWorkspace()
  put('acts/scene-0204-blueprint.md', 'A tower of books.')
  const call = caller(await connect(workspace))
  const state = () => generationStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const finish = async (from: number, to: number) => {
    for (const { number, name } of GENERATION_STEPS.slice(from - 1, to)) {
      const began = await call('start_step', { scene_id, step_number: number, phase_name: name })
      expect(began).toMatchObject({ isError: false, data: { step: { number, status: 'IN_PROGRESS' } } })
      const done = await call('complete_step', { scene_id, step_number: number, duration_seconds: 1.5 })
      expect(done).toMatchObject({ isError: false, data: { step: { number, status: 'COMPLETED' } } })
    }
  }

  expect(await call('get_generation_status', { scene_id })).toMatchObject({
    isError: true,
    text: expect.stringContaining(
      '❌ ERROR: No state found for scene 0204\n\nPossible reasons:\n  1. Scene never generated',
    ),
  })

  const started = await call('start_generation', { scene_id, blueprint_path: 'acts/scene-0204-blueprint.md' })
  expect(started.text).toContain('# 🚀 Generation started: scene 0204')
  expect(started.data).toMatchObject({ created: true, scene: { next: { tool: 'start_step' } } })
  expect(state().initiated_by).toBe('generation-coordinator')

  await finish(1, 2)
  put('workspace/artifacts/plan.json', '{}')
  await call('start_step', {
    scene_id,
    step_number: 3,
    phase_name: 'Verification Plan',
    agent_name: 'planner',
  })
  const plan = await call('complete_step', {
    scene_id,
    step_number: 3,
    duration_seconds: 12,
    artifacts: { verified_plan_path: 'workspace/artifacts/plan.json' },
    metadata: { requires_approval: true },
  })
  expect(plan.data).toMatchObject({
    awaits_approval: true,
    scene: { workflow_status: 'WAITING_USER_APPROVAL' },
  })
  const logged = await call('log_question_answer', { scene_id, question: 'Approve?', answer: 'Yes, proceed' })
  expect(logged.data).toMatchObject({ answered: true, question_count: 1 })

  await call('start_step', { scene_id, step_number: 4, phase_name: 'Prose Generation', agent_name: 'writer' })
  const error = await call('record_error', {
    scene_id,
    step_number: 4,
    error_type: 'location_constraint_violated',
    error_message: 'Found больница, required Башня Книжников',
    severity: 'HIGH',
    retry_count: 1,
  })
  expect(error.data).toMatchObject({ error_count: 1, error: { severity: 'HIGH' } })
  const failed = await call('fail_generation', {
    scene_id,
    step_number: 4,
    failure_reason: 'no attempt is left',
  })
  expect(failed.data).toMatchObject({ scene: { workflow_status: 'FAILED' } })
  expect((await call('list_generations', { filter: 'failed' })).text).toContain('| 0204 | ❌ FAILED |')

  const resume = await call('resume_generation', { scene_id })
  expect(resume.data).toMatchObject({
    ready: true,
    resume_step: { number: 4 },
    skipped: [{ number: 1 }, { number: 2 }, { number: 3 }],
    saved_seconds: 15,
  })
  writeFileSync(join(workspace, 'artifacts/plan.json'), '')
  expect((await call('resume_generation', { scene_id })).data).toMatchObject({ ready: false })
  expect((await call('resume_generation', { scene_id, force: true })).data).toMatchObject({ ready: true })

  await finish(4, 5)
  const cancelled = await call('cancel_generation', { scene_id, reason: 'Blueprint has error' })
  expect(cancelled.data).toMatchObject({ already: false, reason: 'Blueprint has error' })
  expect(await call('complete_step', { scene_id, step_number: 6, duration_seconds: 1 })).toMatchObject({
    isError: true,
    text: expect.stringContaining('Call `resume_generation(scene_id="0204")`'),
  })
  await finish(6, 7)

  const metrics = {
    final_scene_path: 'acts/scene-0204.md',
    validation_report_path: 'workspace/artifacts/report.md',
    word_count: 2847,
    total_duration_seconds: 324.5,
    retry_count: 1,
  }
  const completed = await call('complete_generation', { scene_id, ...metrics })
  expect(completed.data).toMatchObject({ already: false, scene: { workflow_status: 'COMPLETED' } })
  const again = await call('resume_generation', { scene_id })
  expect(again.text).toMatch(
    /^❌ ERROR: Scene 0204 already completed\n\nCompleted at: .*\nSession ID: .*-scene-0204\n/,
  )
  expect(again.text).toContain('View final output: acts/scene-0204.md')
  const status = await call('get_generation_status', { scene_id, detailed: true })
  expect(status.text).toContain('✅ 7. Final Output: COMPLETED')
  expect(state()).toMatchObject({ completion_metrics: metrics, resume_history: [{ step: 4 }, { step: 6 }] })
})

test('two clients see each other: the second is told who holds a step', async () => {
  const { workspace } = aWorkspace()
  const [one, two] = await Promise.all([connect(workspace), connect(workspace)])
  await caller(one)('start_generation', { scene_id, blueprint_path: 'b.md' })
  const step = { scene_id, step_number: 1, phase_name: 'File System Check' }
  await caller(one)('start_step', { ...step, agent_name: 'first' })
  const refused = await caller(two)('start_step', { ...step, agent_name: 'second' })
  expect(refused.isError).toBe(true)
  expect(refused.text).toMatch(/step 1 \(File System Check\) is held by first since .* \(alive\)/)
})
