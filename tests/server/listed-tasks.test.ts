import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { percentOf } from '../../src/contract/index.ts'
import { identityOf } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { served } from './support/server.ts'

type Entry = {
  active_tasks: number
  failed_tasks: number
  total_tasks: number
  fraction: number
  steps?: { [phase: string]: string }
}

const { pid, host, processStartId } = identityOf()
const living = { pid, host, process_start_id: processStartId }
const dead = { pid: 4_194_302, host, process_start_id: `${processStartId}0` }

const progress = (more: object = {}) => ({
  job_id: 'show',
  workflow: 'show',
  updated_ts: new Date().toISOString(),
  ...living,
  phases: { 'character-seeds': 'done', portrait: 'running' },
  phase_order: ['character-seeds', 'portrait'],
  ...more,
})

async function listed(tasks: object[], more: object = {}) {
  const folder = temporaryFolder('stories')
  await mkdir(join(folder, 'one'))
  const write = (name: string, value: object) =>
    writeFileSync(join(folder, 'one', name), JSON.stringify(value))
  write('_progress.json', progress(more))
  write('_tasks.json', { tasks })
  const server = await served(folder)
  const entry = async (): Promise<Entry> => JSON.parse((await ask(server, '/_stories.json')).text).stories[0]
  return { story: join(folder, 'one'), write, entry }
}

const portraits = (count: number, status: string, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${status} ${index}`,
    type: 'portrait',
    status,
    label: 'x'.repeat(300),
    ...more,
  }))

test('the tasks of a file of many megabytes are counted, and counted again when it changes', async () => {
  const tasks = [...portraits(9000, 'succeeded'), ...portraits(1000, 'processing', { writer: living })]
  const { write, entry } = await listed(tasks)
  expect(await entry()).toMatchObject({ active_tasks: 1000, failed_tasks: 0, total_tasks: 10_000 })
  write('_tasks.json', { tasks: tasks.slice(1) })
  // It rests for fifty times as long as it took to read, which on a loaded machine is long.
  await until('the new count', async () => (await entry()).total_tasks === 9999, 50_000)
})

test('a step is told in the state that follows from its tasks, and a dead process has failed them', async () => {
  const { write, entry } = await listed(portraits(2, 'succeeded'), { phases: { portrait: 'pending' } })
  expect((await entry()).steps).toEqual({ portrait: 'done' })
  write('_tasks.json', { tasks: [...portraits(2, 'succeeded'), ...portraits(1, 'failed')] })
  await until('the failure', async () => (await entry()).steps?.['portrait'] === 'failed')
  write('_tasks.json', { tasks: portraits(1, 'processing', { writer: living }) })
  await until('the work', async () => (await entry()).steps?.['portrait'] === 'active')
  write('_tasks.json', { tasks: portraits(1, 'processing', { writer: dead }) })
  await until('the death', async () => (await entry()).steps?.['portrait'] === 'failed')
  write('_tasks.json', { tasks: [] })
  await until('no tasks', async () => (await entry()).steps === undefined)
})

test('a folder with nothing but tasks is listed as a story, until its phases are written', async () => {
  const folder = temporaryFolder('stories')
  await mkdir(join(folder, 'one'))
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, 'one', name), JSON.stringify(value))
  const server = await served(folder)
  const list = async () => JSON.parse((await ask(server, '/_stories.json')).text)
  const tasks = [...portraits(1, 'succeeded'), ...portraits(1, 'failed', { error: 'no paint' })]
  write('_tasks.json', { updated_ts: '2026-01-01T10:00:00Z', tasks })
  await until('the story', async () => (await list()).stories.length === 1)
  expect((await list()).stories[0]).toMatchObject({
    workflow: 'show',
    fraction: 0.5,
    steps: { portrait: 'failed' },
    step_errors: { portrait: 'no paint' },
    updated_ts: '2026-01-01T10:00:00.000Z',
    progress: { phase_order: ['portrait'], phases: { portrait: 'pending' } },
  })
  write('_progress.json', progress({ phases: { portrait: 'error', video: 'pending' } }))
  await until('the phases', async () => (await list()).stories[0].progress.job_id === 'show')
  expect((await list()).stories[0].step_errors).toBeUndefined()
  write('_tasks.json', { tasks: {} })
  await until(
    'the trouble',
    async () => (await list()).problems[0] === 'one/_tasks.json holds no list of tasks.',
  )
})

test('each active task is judged by its own writer', async () => {
  const { entry } = await listed([
    ...portraits(3, 'processing', { writer: living }),
    ...portraits(2, 'starting', { writer: dead }),
    ...portraits(1, 'failed'),
  ])
  expect(await entry()).toMatchObject({ active_tasks: 3, failed_tasks: 3, total_tasks: 6 })
})

test('the list and the status say the same percentage, tasks counted as well', async () => {
  const only = { phases: { portrait: 'running' }, phase_order: ['portrait'] }
  const { story, entry } = await listed(
    [...portraits(1, 'succeeded'), ...portraits(299, 'processing', { writer: living })],
    only,
  )
  const { fraction } = await entry()
  expect(fraction).toBeCloseTo(1 / 300, 5)
  expect(percentOf(fraction)).toBe(1)
  expect(JSON.parse((await run('status', story, '--json')).out).percent).toBe(1)
})
