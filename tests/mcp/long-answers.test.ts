import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { olderState } from '../generation/support/older.ts'
import { aWorkspace, reportOf } from '../generation/support/workspace.ts'
import { caller, connected } from './support/client.ts'

const scene_id = '0204'

/** No answer is longer than an agent can bear, and every one of a scene ends with what comes next. */
function expectShort({ text, data }: { text: string; data: object }) {
  expect(text.length).toBeLessThanOrEqual(25_000)
  expect(JSON.stringify(data).length).toBeLessThanOrEqual(25_000)
  expect(data).toMatchObject({ truncated: true })
}

test('a list over 25,000 characters is shortened, with a note of how to see the rest', async () => {
  const { workspace, put } = aWorkspace()
  put('workspace/.keep', '')
  for (let scene = 0; scene < 1000; scene += 1) {
    const id = String(scene).padStart(4, '0')
    writeFileSync(
      `${workspace}/generation-state-${id}.json`,
      JSON.stringify({ ...olderState('COMPLETED'), scene_id: id }),
    )
  }
  const call = caller(await connected(workspace))
  const result = await call('list_generations')
  expect(result.isError).toBe(false)
  expectShort(result)
  expect(result.text).toMatch(/\n✂️ Shortened to fit into 25000 characters\. Ask for fewer with filter/)
  expect(result.data).toMatchObject({ total: 1000 })
  expect(result.data.scenes.length).toBeGreaterThan(50)
  expect(result.text.match(/^\| \d{4} /gm)).toHaveLength(result.data.scenes.length)
  const short = await call('get_generation_status', { scene_id: '0001' })
  expect(short.data).not.toHaveProperty('truncated')
  expect(short.text).not.toContain('✂️')
})

test('one long text is shortened for itself, and the rest of the answer stays', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(3)
  reportOf(store.startStep(scene_id, 4, { phaseName: 'x' }))
  const long = `-${'\u{1f4a1}'.repeat(9_990)} end`
  const error = { errorType: 't', errorMessage: long, severity: 'LOW' } as const
  reportOf(store.recordError(scene_id, 4, error))
  reportOf(store.recordError(scene_id, 4, { ...error, errorMessage: 'the second error' }))
  const call = caller(await connected(workspace))
  const status = await call('get_generation_status', { scene_id, detailed: true })
  expectShort(status)
  expect(status.text).toContain('… (19985 characters)')
  expect(status.text).toContain('the second error')
  expect(status.text).toContain('Read the resource generation://0204 for the rest.')
  expect(status.text.trim().split('\n').at(-1)).toBe(
    '💡 Next: `complete_step(scene_id="0204", step_number=4, duration_seconds=…)`',
  )
  expect(status.data.errors).toHaveLength(2)
  expect(status.text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
  const failed = await call('fail_generation', { scene_id, step_number: 4, failure_reason: long })
  expectShort(failed)
  const refused = await call('complete_step', { scene_id, step_number: 4, duration_seconds: 1 })
  expect(refused.isError).toBe(true)
  expect(refused.text).toContain('Call `resume_generation(scene_id="0204")`')
})

test('of very many errors the latest are shown, and what comes next stays the last line', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(3)
  reportOf(store.startStep(scene_id, 4, { phaseName: 'x' }))
  const finalErrors = [...Array(5000).keys()].map((number) => ({ message: `error number ${number}` }))
  reportOf(store.fail(scene_id, 4, { failureReason: 'x', finalErrors }))
  const status = await caller(await connected(workspace))('get_generation_status', { scene_id })
  expectShort(status)
  expect(status.text).toContain('error number 4999')
  expect(status.text).not.toContain('error number 1\n')
  expect(status.data.errors.at(-1)).toMatchObject({ message: 'error number 4999' })
  expect(status.text.trim().split('\n').at(-1)).toContain('💡 Next: `resume_generation')
})

test('very many artifacts, and odd keys of others in an error, fit too', async () => {
  const { workspace, store, state, putState, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const artifacts = Object.fromEntries(
    [...Array(5000).keys()].map((key) => [`artifact_${key}`, `acts/${key}.md`]),
  )
  const odd = Object.fromEntries([...Array(5000).keys()].map((key) => [`k${key}`, { value: 'x'.repeat(50) }]))
  putState({ ...state(), artifacts, errors: [{ message: 'm', ...odd }] })
  const call = caller(await connected(workspace))
  const status = await call('get_generation_status', { scene_id })
  expectShort(status)
  expect(status.text).toContain('💡 Next: `start_step(scene_id="0204", step_number=2')
  expect(reportOf(store.status(scene_id)).errors).toHaveLength(1)
})

test('a live status that is far too long is shortened in its lists', async () => {
  const { workspace, put } = aWorkspace()
  const reasons = [...Array(5000).keys()].map((number) => `reason ${number}`)
  put('workspace/run/LIVE_STATUS.json', JSON.stringify({ status: 'running', health: { reasons } }))
  const result = await caller(await connected(workspace))('get_production_status', { folder: 'run' })
  expectShort(result)
  expect(result.data).toMatchObject({ live_status: { status: 'running' } })
})
