import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderReport } from '../../src/generation/index.ts'
import { aWorkspace, helpOf, reportOf, SCENE } from './support/workspace.ts'

/** A scene that failed at step 4 after its first three steps made one file each. */
function failedScene() {
  const given = aWorkspace()
  const { store, put } = given
  put('acts/b.md', 'blueprint')
  reportOf(store.start(SCENE, { blueprintPath: 'acts/b.md' }))
  for (const step of [1, 2, 3]) {
    const path = put(`workspace/artifacts/${step}.json`, `{"step":${step}}`)
    reportOf(
      store.completeStep(SCENE, step, { durationSeconds: 10.5, artifacts: { [`made_by_${step}`]: path } }),
    )
  }
  reportOf(store.startStep(SCENE, 4, { phaseName: 'x' }))
  reportOf(store.fail(SCENE, 4, { failureReason: 'no' }))
  return given
}

test('an untouched scene resumes without a warning, and the plan says what that saves', () => {
  const { store } = failedScene()
  const plan = reportOf(store.resume(SCENE))
  expect(plan).toMatchObject({
    resumeStep: { number: 4, name: 'Prose Generation' },
    savedSeconds: 31.5,
    warnings: [],
    ready: true,
    next: {
      tool: 'start_step',
      arguments: { scene_id: SCENE, step_number: 4, phase_name: 'Prose Generation' },
    },
  })
  expect(plan.skipped.map(({ number }) => number)).toEqual([1, 2, 3])
  expect(plan.certificate.map(({ key, verdict, reason }) => [key, verdict, reason])).toEqual([
    ['blueprint_path', 'done', 'unchanged since the scene started'],
    ['made_by_1', 'done', 'unchanged since its step completed'],
    ['made_by_2', 'done', 'unchanged since its step completed'],
    ['made_by_3', 'done', 'unchanged since its step completed'],
  ])
})

test('artifacts that are gone, empty, changed or lead elsewhere are warnings, which need force', () => {
  const { store, project } = failedScene()
  const outside = aWorkspace()
  outside.put('b.md', 'secret')
  rmSync(join(project, 'workspace/artifacts/1.json'))
  writeFileSync(join(project, 'workspace/artifacts/2.json'), '')
  writeFileSync(join(project, 'workspace/artifacts/3.json'), '{"step":0}')
  rmSync(join(project, 'acts/b.md'))
  symlinkSync(join(outside.project, 'b.md'), join(project, 'acts/b.md'))
  const plan = reportOf(store.resume(SCENE))
  expect(plan.certificate.map(({ key, verdict, reason }) => [key, verdict, reason])).toEqual([
    ['blueprint_path', 'suspect', 'its path leaves the project folder'],
    ['made_by_1', 'missing', 'there is no such file'],
    ['made_by_2', 'suspect', 'the file is empty'],
    ['made_by_3', 'suspect', 'it was changed after its step completed'],
  ])
  expect(plan).toMatchObject({
    ready: false,
    next: { tool: 'resume_generation', arguments: { scene_id: SCENE, force: true } },
  })
  expect(renderReport(plan)).toContain('call `resume_generation(scene_id="0204", force=true)`')
  const forced = reportOf(store.resume(SCENE, { force: true }))
  expect(forced).toMatchObject({ ready: true, next: { tool: 'start_step' } })
  expect(forced.warnings).toHaveLength(4)
})

test('what later steps made does not count: they are done again', () => {
  const given = aWorkspace()
  const { store, put, project } = given
  given.completedUpTo(3)
  const draft = put('workspace/artifacts/draft.md', 'text')
  reportOf(store.completeStep(SCENE, 4, { durationSeconds: 1, artifacts: { draft_path: draft } }))
  reportOf(store.fail(SCENE, 4, { failureReason: 'a later check turned it down' }))
  rmSync(join(project, draft))
  const plan = reportOf(store.resume(SCENE))
  expect(plan.resumeStep.number).toBe(4)
  expect(plan.certificate.map(({ key }) => key)).toEqual(['blueprint_path'])
})

test('a scene whose step is being worked on is not resumed beside it', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(1)
  reportOf(store.startStep(SCENE, 2, { phaseName: 'x', agentName: 'validator' }))
  const outcome = store.resume(SCENE, { force: true })
  expect(helpOf(outcome)).toBe('STEP_HELD → complete_step(0204, 2)')
})

test('only the steps before the resume point are skipped and save time', () => {
  const given = aWorkspace()
  const { store } = given
  given.put('acts/scene-0204-blueprint.md', 'A tower of books.')
  given.completedUpTo(6)
  reportOf(store.startStep(SCENE, 7, { phaseName: 'x' }))
  reportOf(store.fail(SCENE, 4, { failureReason: 'the draft is wrong after all' }))
  const plan = reportOf(store.resume(SCENE))
  expect(plan.resumeStep.number).toBe(4)
  expect(plan.skipped.map(({ number }) => number)).toEqual([1, 2, 3])
  expect(plan.savedSeconds).toBe(6)
})

test('a blueprint that was changed since the scene started is suspect', () => {
  const { store, project } = failedScene()
  writeFileSync(join(project, 'acts/b.md'), 'another blueprint')
  const plan = reportOf(store.resume(SCENE))
  expect(plan.certificate[0]).toMatchObject({
    key: 'blueprint_path',
    verdict: 'suspect',
    reason: 'it was changed after the scene started',
  })
  expect(plan).toMatchObject({ ready: false, forced: false })
})

test('force is only told of where it was needed', () => {
  const { store, project } = failedScene()
  expect(reportOf(store.resume(SCENE, { force: true })).forced).toBe(false)
  rmSync(join(project, 'acts/b.md'))
  expect(reportOf(store.resume(SCENE, { force: true })).forced).toBe(true)
})

test('durations of other writers that no number can hold together are summed to the most there is', () => {
  const { store, state, putState } = failedScene()
  const given = state()
  const steps = Object.fromEntries(
    Object.entries(given.steps).map(([key, step]) => [key, { ...Object(step), duration_seconds: 1e308 }]),
  )
  putState({ ...given, steps })
  expect(reportOf(store.resume(SCENE)).savedSeconds).toBe(Number.MAX_SAFE_INTEGER)
})
