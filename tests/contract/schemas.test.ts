import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ASSET_STATUSES,
  ASSET_TYPES,
  historyLineSchema,
  PHASE_STATUSES,
  progressSchema,
  publishedSchemas,
  readProgress,
  readSkeleton,
  readTasks,
  skeletonSchema,
  TASK_STATUSES,
  tasksSchema,
} from '../../src/contract/published.ts'
import { ProgressTracker, SkeletonWriter } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

const schemas = {
  progress: progressSchema,
  skeleton: skeletonSchema,
  'history-line': historyLineSchema,
  tasks: tasksSchema,
}
type SchemaName = keyof typeof schemas

/** What the zod schema and the published JSON Schema each say about a value: they must say the same. */
function verdict(name: SchemaName, value: unknown): boolean {
  const byZod = schemas[name].safeParse(value).success
  const validate = published().getSchema(name)
  if (!validate) throw new Error(`no published schema is called ${name}`)
  expect(validate(value), `${name}: JSON Schema against zod, ${JSON.stringify(validate.errors)}`).toBe(byZod)
  return byZod
}

let compiled: Ajv2020 | undefined

function published(): Ajv2020 {
  if (compiled) return compiled
  compiled = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(compiled)
  for (const [name, schema] of Object.entries(publishedSchemas())) compiled.addSchema(schema, name)
  return compiled
}

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/story/${name}`, import.meta.url), 'utf8'))

const written = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'))

test('there is a published schema for each format, and each says that it is draft 2020-12', () => {
  expect(Object.keys(publishedSchemas())).toEqual(
    expect.arrayContaining(['progress', 'skeleton', 'history-line', 'tasks', 'live-status', 'segment-line']),
  )
  for (const schema of Object.values(publishedSchemas())) {
    expect(schema).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema')
  }
})

test('the published schemas compile, strictly', () => {
  for (const name of Object.keys(publishedSchemas()))
    expect(published().getSchema(name)).toBeTypeOf('function')
})

test('the real files of another pipeline are accepted', () => {
  expect(verdict('progress', fixture('_progress.json'))).toBe(true)
  expect(verdict('skeleton', fixture('_director_progress.json'))).toBe(true)
})

test('what the tracker writes is accepted at every moment of a story', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, {
    jobId: 'j',
    phaseNames: ['a', { name: 'b/🎬\n', perSubject: true }],
  })
  const look = () => expect(verdict('progress', written(folder, '_progress.json'))).toBe(true)
  tracker.start('a', { step: 'first' })
  look()
  tracker.setPhaseProgress('a', 1, 3)
  tracker.finish('a')
  look()
  tracker.start('b/🎬\n')
  tracker.error('b/🎬\n', new Error('no room'))
  look()
  for (const name of ['constructor', '__proto__']) {
    tracker.start(name)
    tracker.setPhaseProgress(name, 0.5, 3)
    look()
    tracker.skip(name, 'not today')
  }
  tracker.complete()
  tracker.close()
  look()
  const lines = readFileSync(join(folder, '_history.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(9)
  for (const line of lines) expect(verdict('history-line', JSON.parse(line)), line).toBe(true)
  expect(readProgress(written(folder, '_progress.json'))?.problems).toEqual([])
})

test('what the skeleton writer writes is accepted, and reads as it was meant', () => {
  const folder = temporaryFolder()
  const skeleton = new SkeletonWriter(folder)
  skeleton.begin({ title: 'The Lamp', logline: 'A keeper waits.' })
  const scene = skeleton.addScene(skeleton.addChapter({ title: 'Night' }), { name: 'The stairs' })
  const asset = skeleton.addAsset(scene, { type: 'image', name: 'Stair', params: { seed: 7 } })
  skeleton.addAsset({}, { type: 'hologram' })
  skeleton.updateAsset(asset, { status: 'done', resultPath: 'cards/1.png', skillReason: 'light' })
  skeleton.close()
  const file = written(folder, '_director_progress.json')
  expect(verdict('skeleton', file)).toBe(true)
  expect(readSkeleton(file)).toMatchObject({
    title: 'The Lamp',
    assetsByType: { image: 1, audio: 0, video: 0, text: 0 },
    chapters: [
      {
        sceneCount: 1,
        scenes: [{ name: 'The stairs', assetsCount: 1, assets: [{ resultPath: 'cards/1.png' }] }],
      },
    ],
  })
})

const fiveKeys = {
  job_id: 'j',
  workflow: 'story',
  updated_ts: '2026-01-01T00:00:00Z',
  phases: { a: 'done' },
  phase_order: ['a'],
}

test('the five keys are enough, unknown keys are kept, and each of the five is needed', () => {
  expect(verdict('progress', fiveKeys)).toBe(true)
  expect(
    progressSchema.parse({ ...fiveKeys, mine: [1], phase_info: { a: { colour: 'red' } } }),
  ).toMatchObject({
    mine: [1],
    phase_info: { a: { colour: 'red' } },
  })
  for (const key of Object.keys(fiveKeys)) {
    expect(verdict('progress', { ...fiveKeys, [key]: undefined }), key).toBe(false)
  }
})

test.each([
  ['progress', { ...fiveKeys, phases: { a: 'DONE' } }],
  ['progress', { ...fiveKeys, updated_ts: 'yesterday' }],
  ['progress', { ...fiveKeys, updated_ts: 1767225600 }],
  ['progress', { ...fiveKeys, phase_order: [7] }],
  ['progress', { ...fiveKeys, pid: -1 }],
  ['progress', []],
  ['skeleton', { chapters: {} }],
  ['skeleton', { story_assets: [{ type: 'image', status: 'Done' }] }],
  ['skeleton', { story_assets: [{ status: 'done' }] }],
  ['history-line', { seq: 1, ts: '2026-01-01T00:00:00Z', kind: 'scene', name: 'a', status: 'done' }],
  ['tasks', { tasks: [{ id: 'a', type: 'video', status: 'running' }] }],
  ['tasks', { tasks: [{ type: 'video', status: 'failed' }] }],
  ['tasks', { tasks: [{ id: 'a', type: 'video', status: 'failed', progress: 101 }] }],
] satisfies [SchemaName, unknown][])('%s: %j is not what a good writer writes', (name, value) => {
  expect(verdict(name, value)).toBe(false)
})

const time = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString())
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text !== '__proto__')

test('whatever the progress schema accepts, the reader reads without a problem', () => {
  const file = fc.record(
    {
      job_id: fc.string(),
      workflow: fc.constantFrom('story', 'show', 'mine'),
      updated_ts: time,
      phases: fc.dictionary(name, fc.constantFrom(...PHASE_STATUSES), { maxKeys: 6 }),
      phase_order: fc.array(name, { maxLength: 6 }),
      pid: fc.nat(),
      finished_ts: time,
      current_step: fc.string(),
      phase_progress: fc.dictionary(name, fc.record({ complete: fc.nat(), total: fc.nat() })),
    },
    { requiredKeys: ['job_id', 'workflow', 'updated_ts', 'phases', 'phase_order'] },
  )
  fc.assert(
    fc.property(file, (value) => {
      expect(verdict('progress', value)).toBe(true)
      const view = readProgress(JSON.parse(JSON.stringify(value)))
      expect(view).toMatchObject({
        jobId: value.job_id,
        updatedMs: Date.parse(value.updated_ts),
        problems: [],
      })
      for (const [phase, status] of Object.entries(value.phases)) {
        expect(view?.phases.find((seen) => seen.name === phase)?.status).toBe(status)
      }
    }),
    { numRuns: 300 },
  )
})

test('whatever the schemas of skeleton and tasks accept, the readers keep', () => {
  const asset = fc.record(
    { type: fc.constantFrom(...ASSET_TYPES), status: fc.constantFrom(...ASSET_STATUSES), asset_name: name },
    { requiredKeys: ['type'] },
  )
  const task = fc.record({
    id: name,
    type: name,
    status: fc.constantFrom(...TASK_STATUSES),
    progress: fc.nat(100),
  })
  fc.assert(
    fc.property(fc.array(asset, { maxLength: 5 }), fc.array(task, { maxLength: 5 }), (assets, tasks) => {
      const skeleton = { chapters: [{ scenes: [{ assets }] }] }
      expect(verdict('skeleton', skeleton)).toBe(true)
      const seen = readSkeleton(skeleton)?.chapters[0]?.scenes[0]?.assets
      expect(seen?.map(({ type, status }) => ({ type, status }))).toEqual(
        assets.map(({ type, status }) => ({ type, status: status ?? 'pending' })),
      )
      expect(verdict('tasks', { tasks })).toBe(true)
      expect(readTasks({ tasks })).toEqual(tasks)
    }),
    { numRuns: 200 },
  )
})
