import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generationStateSchema } from '../../src/contract/published.ts'
import { renderReport } from '../../src/generation/index.ts'
import { olderState, olderText } from './support/older.ts'
import { aWorkspace, helpOf, reportOf } from './support/workspace.ts'

const NAME = 'workspace/generation-state-0101.json'

test('a real file reads and shows', () => {
  const { store, put } = aWorkspace()
  put(NAME, olderText())
  const report = reportOf(store.status('0101', { detailed: true }))
  expect(report).toMatchObject({
    scene: { workflowStatus: 'COMPLETED', completedSteps: [1, 2, 3, 4, 5, 6, 7], elapsedSeconds: 402 },
    questions: [{ question: 'User approved verification plan', answer: 'APPROVED' }],
  })
  expect(renderReport(report)).toContain('User approved verification plan → APPROVED')
  expect(helpOf(store.resume('0101'))).toBe('WRONG_STATUS → get_generation_status(0101)')
})

test.each(['COMPLETED', 'FAILED', 'IN_PROGRESS'] as const)(
  'an older %s file is what the schema describes',
  (kind) => {
    expect(generationStateSchema.safeParse(olderState(kind)).error).toBeUndefined()
  },
)

test('a write keeps every key that an older file has, known or not', () => {
  const { store, put, state, workspace } = aWorkspace()
  const older: { [key: string]: unknown } = {
    ...olderState('COMPLETED'),
    somebody_elses: { deep: [1, null] },
  }
  put(NAME, JSON.stringify(older))
  reportOf(store.logQuestion('0101', { question: 'q', answer: 'a' }))
  const { user_questions, updated_at, ...kept } = state(`${workspace}/generation-state-0101.json`)
  const { updated_at: _, ...before } = older
  expect(kept).toEqual(before)
  expect(user_questions).toHaveLength(1)
  expect(updated_at).toBeTruthy()
})

test('a file that failed after three attempts can be resumed and keeps its history', () => {
  const { store, put, state, workspace } = aWorkspace()
  put(NAME, JSON.stringify(olderState('FAILED')))
  const plan = reportOf(store.resume('0101', { force: true }))
  expect(plan).toMatchObject({ resumeStep: { number: 4 }, savedSeconds: 32, ready: true })
  expect(plan.certificate.map(({ key }) => key)).toEqual([
    'blueprint_path',
    'constraints_list_path',
    'verified_plan_path',
  ])
  expect(reportOf(store.startStep('0101', 4, { phaseName: 'Prose Generation' }))).toMatchObject({
    how: 'resumed',
    attempts: { current: 1, max: 3 },
  })
  expect(state(`${workspace}/generation-state-0101.json`).generation_attempts?.attempts_history).toHaveLength(
    4,
  )
})

test('a running step of an older file has no holder, and anybody may go on with it', () => {
  const { store, put, state, workspace } = aWorkspace()
  put(NAME, JSON.stringify(olderState('IN_PROGRESS')))
  expect(reportOf(store.status('0101')).attempts).toEqual({ current: 2, max: 3 })
  expect(reportOf(store.startStep('0101', 4, { phaseName: 'Prose Generation' })).how).toBe('already_running')
  reportOf(store.completeStep('0101', 4, { durationSeconds: 200 }))
  expect(state(`${workspace}/generation-state-0101.json`)).toMatchObject({
    current_step: 5,
    generation_attempts: {
      current_attempt: 2,
      attempts_history: [
        { attempt: 1, status: 'FAILED' },
        { attempt: 2, status: 'SUCCESS' },
      ],
    },
  })
})

test('a file that leaves out all that may be left out reads and survives a write', () => {
  const { store, put } = aWorkspace()
  put(NAME, '{"scene_id":"0101","workflow_status":"IN_PROGRESS","steps":{}}')
  expect(renderReport(reportOf(store.status('0101', { detailed: true })))).toContain(
    '1. File System Check: PENDING',
  )
  reportOf(store.startStep('0101', 1, { phaseName: 'x' }))
  reportOf(store.completeStep('0101', 1, { durationSeconds: 0 }))
  expect(reportOf(store.status('0101')).scene.completedSteps).toEqual([1])
})

test('a state of a newer version is shown as such, in status and list, and never changed', () => {
  const { store, put, workspace } = aWorkspace()
  put(NAME, JSON.stringify({ ...olderState('IN_PROGRESS'), format_version: 2 }))
  const before = readFileSync(`${workspace}/generation-state-0101.json`, 'utf8')
  const status = reportOf(store.status('0101'))
  expect(status.scene).toMatchObject({ newerFormat: 2, next: { tool: 'list_generations' } })
  expect(renderReport(status)).toContain('Written by a newer story-monitor (format 2): this version shows it')
  expect(renderReport(status)).toContain('💡 Next: update: npm install story-monitor@latest;')
  expect(store.list().scenes).toMatchObject([{ newerFormat: 2, actions: ['get_generation_status'] }])
  expect(renderReport(store.list())).toContain('IN_PROGRESS (format 2, newer: read only)')
  const refused = 'NEWER_VERSION → list_generations()'
  const calls = [
    () => store.resume('0101', { force: true }),
    () => store.cancel('0101'),
    () => store.startStep('0101', 4, { phaseName: 'x' }),
    () => store.completeStep('0101', 4, { durationSeconds: 1 }),
    () => store.fail('0101', 4, { failureReason: 'x' }),
    () => store.logQuestion('0101', { question: 'q', answer: 'a' }),
  ]
  expect(calls.map((call) => helpOf(call()))).toEqual(calls.map(() => refused))
  expect(readFileSync(`${workspace}/generation-state-0101.json`, 'utf8')).toBe(before)
  put(NAME, JSON.stringify({ scene_id: '0101', format_version: 3, workflow: {} }))
  expect(helpOf(store.status('0101'))).toBe(refused)
  expect(store.list().corrupted).toMatchObject([{ problem: 'Written by a newer version (format 3).' }])
})
