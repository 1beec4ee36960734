import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GenerationStore } from '../../src/generation/index.ts'
import { aWorkspace, METRICS, reportOf, SCENE } from './support/workspace.ts'

test.each([
  '../0204',
  '02 04',
  '٠٢٠٤',
  '０２０４',
  '0204\n',
  '\n0204',
  '204',
  '02044',
  '',
  'abcd',
  '02.4',
  '-204',
  '0x1f',
  '0204\0',
])('the scene id %j is refused by every call and touches no file', (sceneId) => {
  const { store, workspace } = aWorkspace()
  const calls = [
    () => store.start(sceneId, { blueprintPath: 'b.md' }),
    () => store.status(sceneId),
    () => store.resume(sceneId),
    () => store.cancel(sceneId),
    () => store.startStep(sceneId, 1, { phaseName: 'x' }),
    () => store.completeStep(sceneId, 1, { durationSeconds: 1 }),
    () => store.recordError(sceneId, 1, { errorType: 't', errorMessage: 'm', severity: 'LOW' }),
    () => store.fail(sceneId, 1, { failureReason: 'x' }),
    () => store.complete(sceneId, METRICS),
    () => store.logQuestion(sceneId, { question: 'q', answer: 'a' }),
  ]
  for (const call of calls) expect(call).toThrow(/Expected scene_id to be four digits, e\.g\. '0204', got "/)
  expect(existsSync(workspace)).toBe(false)
})

test.each([
  '../outside.md',
  '/etc/passwd',
  'acts/../../outside.md',
  'acts\\..\\b.md',
  'C:/b.md',
  'acts/.hidden/b.md',
  '.',
  'nul\0.md',
  'link/secret.md',
  'acts/.git',
])('the path %j leaves the project folder and is refused', (path) => {
  const { project, store, completedUpTo, text, put } = aWorkspace()
  const outside = aWorkspace()
  outside.put('secret.md', 'secret')
  symlinkSync(outside.project, join(project, 'link'))
  put('.hidden/b.md', 'x')
  expect(() => store.start('0305', { blueprintPath: path })).toThrow(
    /blueprint_path: .* is not a path inside/,
  )
  completedUpTo(0)
  const before = text()
  expect(() => store.completeStep(SCENE, 1, { durationSeconds: 1, artifacts: { draft_path: path } })).toThrow(
    /artifacts\.draft_path: .* is not a path inside/,
  )
  expect(() => store.complete(SCENE, { ...METRICS, finalScenePath: path })).toThrow(/final_scene_path: /)
  expect(text()).toBe(before)
})

test('wrong values name the argument, what was expected and what came', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  expect(() => store.startStep(SCENE, 8, { phaseName: 'x' })).toThrow(
    'Expected step_number to be a whole number from 1 to 7, got 8.',
  )
  expect(() => store.startStep(SCENE, 1.5, { phaseName: 'x' })).toThrow('step_number')
  expect(() => store.startStep(SCENE, 1, { phaseName: ' ' })).toThrow('Expected phase_name to be a text')
  expect(() => store.completeStep(SCENE, 1, { durationSeconds: Number.NaN })).toThrow('duration_seconds')
  expect(() => store.completeStep(SCENE, 1, { durationSeconds: -1 })).toThrow('duration_seconds')
  expect(() => store.complete(SCENE, { ...METRICS, wordCount: 1.5 })).toThrow('word_count')
  expect(() => store.logQuestion(SCENE, { question: 'q', answer: 'a', timestamp: 'yesterday' })).toThrow(
    'Expected timestamp to be an ISO 8601 time',
  )
  const circle: { [key: string]: unknown } = {}
  circle['self'] = circle
  expect(() => store.completeStep(SCENE, 1, { durationSeconds: 1, metadata: circle })).toThrow(
    "metadata can't be stored as JSON",
  )
  expect(() => new GenerationStore('')).toThrow('Expected workspace to be a text')
})

test('durations that no scene takes are refused, so that no sum of them grows beyond what can be stored', () => {
  const { store, completedUpTo, state } = aWorkspace()
  completedUpTo(7)
  const before = state()
  for (const seconds of [1e308, Number.POSITIVE_INFINITY, 1e9 + 1]) {
    const message = /seconds to be a number of seconds from 0 to 1000000000, got/
    expect(() => store.completeStep(SCENE, 1, { durationSeconds: seconds })).toThrow(message)
    expect(() => store.complete(SCENE, { ...METRICS, totalDurationSeconds: seconds })).toThrow(message)
  }
  expect(state()).toEqual(before)
})

test('metadata that is nested too deeply to be read again is refused', () => {
  const { store, completedUpTo, state } = aWorkspace()
  completedUpTo(0)
  const nested = (levels: number): { [key: string]: unknown } =>
    JSON.parse(`${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}`)
  const complete = (levels: number) =>
    store.completeStep(SCENE, 1, { durationSeconds: 1, metadata: nested(levels) })
  expect(() => complete(91)).toThrow('Expected metadata to be an object, nested in at most 90 levels')
  expect(() => complete(100_000)).toThrow("metadata can't be stored as JSON")
  reportOf(complete(90))
  expect(state().steps.step_1_file_check?.status).toBe('COMPLETED')
  expect(store.status(SCENE).ok).toBe(true)
})

test('names of phases, agents and errors are short', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const long = 'x'.repeat(201)
  const most = 'x'.repeat(200)
  const at = (name: string) => `Expected ${name} to be a text of at most 200 characters, got "xxx`
  expect(() => store.startStep(SCENE, 1, { phaseName: long })).toThrow(at('phase_name'))
  expect(() => store.startStep(SCENE, 1, { phaseName: 'x', agentName: long })).toThrow(at('agent_name'))
  expect(() => store.start('0305', { blueprintPath: 'b.md', initiatedBy: long })).toThrow(at('initiated_by'))
  const error = { errorType: long, errorMessage: 'm', severity: 'LOW' } as const
  expect(() => store.recordError(SCENE, 1, error)).toThrow(at('error_type'))
  reportOf(store.startStep(SCENE, 1, { phaseName: most, agentName: most }))
})

test.each(['true', 1, 'yes', null, {}])(
  'requires_approval: %j is refused: a gate must not be missed',
  (value) => {
    const { store, completedUpTo, text } = aWorkspace()
    completedUpTo(2)
    const before = text()
    const complete = () =>
      store.completeStep(SCENE, 3, { durationSeconds: 1, metadata: { requires_approval: value } })
    expect(complete).toThrow('Expected metadata.requires_approval to be true or false, without quotes, got ')
    expect(text()).toBe(before)
  },
)

test.each(['2025-02-30T10:00:00Z', '2025-13-01T10:00:00Z', '2025-11-31T10:00', '2025-11-03T25:00:00Z'])(
  'the time %s is on no clock and in no calendar, and is refused',
  (timestamp) => {
    const { store, completedUpTo, state } = aWorkspace()
    completedUpTo(0)
    const log = () => store.logQuestion(SCENE, { question: 'q', answer: 'a', timestamp })
    expect(log).toThrow('Expected timestamp to be an ISO 8601 time')
    reportOf(store.startStep(SCENE, 1, { phaseName: 'x' }))
    const before = state().updated_at ?? ''
    reportOf(store.fail(SCENE, 1, { failureReason: 'x', finalErrors: [{ message: 'm', timestamp }] }))
    expect(Date.parse(state().errors?.[0]?.timestamp ?? '')).toBeGreaterThanOrEqual(Date.parse(before))
  },
)

test('a workspace that is a file is refused at once', () => {
  const { project, put } = aWorkspace()
  put('file', 'text')
  expect(() => new GenerationStore(join(project, 'file'))).toThrow(
    expect.objectContaining({
      code: 'NOT_A_FOLDER',
      message: expect.stringMatching(
        /^The workspace .*file is no folder\. Give the folder of the state files/,
      ),
    }),
  )
})

test('a state file that is a link out of the workspace is neither read nor replaced', () => {
  const { store, workspace } = aWorkspace()
  const outside = aWorkspace()
  outside.completedUpTo(2)
  mkdirSync(workspace)
  symlinkSync(outside.file, join(workspace, `generation-state-${SCENE}.json`))
  const before = outside.text()
  for (const outcome of [
    store.status(SCENE),
    store.cancel(SCENE),
    store.start(SCENE, { blueprintPath: 'b.md' }),
  ]) {
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'CORRUPTED' } })
  }
  expect(outside.text()).toBe(before)
  expect(store.list().corrupted).toHaveLength(1)
})

test('keys with the names of built-ins are kept as keys', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const metadata: { [key: string]: unknown } = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')
  reportOf(store.completeStep(SCENE, 1, { durationSeconds: 1, metadata }))
  expect(Object.hasOwn(state().steps.step_1_file_check?.metadata ?? {}, 'constructor')).toBe(true)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a state that would be too big to be read again is not written', () => {
  const { store, text, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.startStep(SCENE, 1, { phaseName: 'x' }))
  const before = text()
  const metadata = { long: 'x'.repeat(65 * 1024 * 1024) }
  expect(() => store.completeStep(SCENE, 1, { durationSeconds: 1, metadata })).toThrow(
    /would have more than 64 MB\. Put long texts into a file/,
  )
  expect(text()).toBe(before)
})

test('texts and paths without end are refused in words, and so is a name that an object would swallow', () => {
  const { store, text, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const before = text()
  const most = 'x'.repeat(20_000)
  const longer = `${most}x`
  const message = / to be a text of at most 20000 characters, got "x{60}"\.$/
  expect(() => store.logQuestion(SCENE, { question: longer, answer: 'a' })).toThrow(message)
  expect(() => store.logQuestion(SCENE, { question: 'q', answer: longer })).toThrow(message)
  expect(() => store.cancel(SCENE, { reason: longer })).toThrow(message)
  const complete = (artifacts: { [key: string]: string }) =>
    store.completeStep(SCENE, 2, { durationSeconds: 1, artifacts })
  expect(() => complete({ draft_path: longer })).toThrow(/at most 4096 characters/)
  expect(() => complete(JSON.parse('{"__proto__":"a.md"}'))).toThrow(/Expected the name of an artifact to be/)
  expect(text()).toBe(before)
  expect(store.logQuestion(SCENE, { question: most, answer: most }).ok).toBe(true)
})
