import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generationStateSchema } from '../../src/contract/published.ts'
import { renderRefusal, renderReport } from '../../src/generation/index.ts'
import { olderState } from './support/older.ts'
import { aWorkspace, METRICS, refusalOf, SCENE } from './support/workspace.ts'

const sample = olderState('COMPLETED')
const good = JSON.stringify(sample, null, 2)

test.each([
  ['an empty file', '', /JSON error: the file is empty \(line 1, column 1\)/],
  ['a torn file', good.slice(0, 40), /JSON error: .*\(line 3, column \d+\)/],
  ['a stray word', '{\n  "scene_id": x\n}', /JSON error: .*\(line 2, column 15\)/],
  ['Python words', '{"scene_id": "0204", "errors": None}', /\(line 1, column 32\)/],
  ['another type', '[]', /The state has to be an object, but is a list/],
  ['null', 'null', /The state has to be an object, but is null/],
  ['another scene', good, /scene_id is "0101", but the file's name says 0204/],
  [
    'a wrong status',
    good.replace('"COMPLETED",\n  "steps"', '"DONE",\n  "steps"'),
    /workflow_status has to be one of IN_PROGRESS.*but is "DONE"/,
  ],
  [
    'a wrong step',
    good.replace('"status": "COMPLETED"', '"status": 7'),
    /steps\.step_1_file_check\.status has to be one of/,
  ],
  [
    'a wrong list item',
    good.replace('"errors": []', '"errors": [{}, 5]'),
    /errors\[1\] has to be an object, but is 5/,
  ],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /it is not UTF-8/],
  [
    'a tower of lists',
    `{"scene_id":"0204","workflow_status":"IN_PROGRESS","steps":{},"errors":[{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
    /It is nested in more than 100 levels\./,
  ],
  ['NUL bytes', Buffer.alloc(300), /JSON error/],
])('%s is a clear error with its place, and the file stays', (_, content, message) => {
  const { store, put, file } = aWorkspace()
  put(`workspace/generation-state-${SCENE}.json`, content)
  const before = readFileSync(file)
  const outcomes = [
    store.status(SCENE),
    store.resume(SCENE),
    store.start(SCENE, { blueprintPath: 'b.md' }),
    store.startStep(SCENE, 1, { phaseName: 'x' }),
    store.completeStep(SCENE, 1, { durationSeconds: 1 }),
    store.recordError(SCENE, 1, { errorType: 't', errorMessage: 'm', severity: 'LOW' }),
    store.fail(SCENE, 1, { failureReason: 'x' }),
    store.complete(SCENE, METRICS),
    store.logQuestion(SCENE, { question: 'q', answer: 'a' }),
    store.cancel(SCENE),
  ]
  for (const outcome of outcomes) {
    const refusal = refusalOf(outcome)
    expect(refusal.code).toBe('CORRUPTED')
    expect(refusal.message).toContain(`State file corrupted: workspace/generation-state-${SCENE}.json. `)
    expect(renderRefusal(refusal)).toMatch(message)
  }
  expect(readFileSync(file)).toEqual(before)
  expect(store.list().corrupted.map(({ sceneId }) => sceneId)).toEqual([SCENE])
})

/** Ten seconds here; a check that runs on a busy machine needs room. */
const SLOW_MACHINE_MS = 240_000

const leaf = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, 1e308, '', 'x', '__proto__', [], {}, [null], { status: 'COMPLETED' }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Replaces the value at a random place of the JSON by another, or takes it away. */
const mutated = fc
  .tuple(fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), fc.option(leaf))
  .map(([way, value]) => {
    const copy: unknown = JSON.parse(good)
    let at: unknown = copy
    for (const [depth, turn] of way.entries()) {
      if (typeof at !== 'object' || at === null) break
      const keys = Object.keys(at)
      const key = keys[turn % Math.max(1, keys.length)]
      if (key === undefined) break
      const next: unknown = Reflect.get(at, key)
      if (depth === way.length - 1 || typeof next !== 'object' || next === null) {
        if (value === null) Reflect.deleteProperty(at, key)
        else Reflect.set(at, key, value)
        break
      }
      at = next
    }
    return JSON.stringify(copy)
  })

/** Cuts and noise in the text itself. */
const noisy = fc.oneof(
  fc.nat(good.length - 1).map((end) => Buffer.from(good.slice(0, end))),
  fc
    .tuple(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 4 }))
    .map(([at, noise]) =>
      Buffer.concat([Buffer.from(good.slice(0, at)), noise, Buffer.from(good.slice(at + 4))]),
    ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((json) => Buffer.from(json)),
)

test(
  '10,000 malformed files: each is a clear error or a state that can be used, and none is overwritten',
  () => {
    const { store, workspace, put } = aWorkspace()
    put('workspace/.keep', '')
    const tried = { good: 0, corrupted: 0 }
    const file = join(workspace, 'generation-state-0101.json')
    for (const content of fc.sample(fc.oneof(mutated, noisy), { numRuns: 10_000, seed: 4 })) {
      writeFileSync(file, content)
      const status = store.status('0101', { detailed: true })
      if (status.ok) {
        tried.good += 1
        expect(renderReport(status.report)).toContain('Scene 0101')
        // The reader is more patient than the schema about the form of times, and about nothing else.
        const issues = generationStateSchema.safeParse(parsed(content)).error?.issues ?? []
        expect(issues.filter(({ code }) => code !== 'invalid_format')).toEqual([])
        const plan = store.resume('0101')
        expect(plan.ok ? renderReport(plan.report) : renderRefusal(plan.refusal)).toContain('0101')
      } else {
        tried.corrupted += 1
        expect(status.refusal).toMatchObject({ code: 'CORRUPTED' })
        expect(renderRefusal(status.refusal).length).toBeLessThan(2000)
        expect(generationStateSchema.safeParse(parsed(content)).success).toBe(false)
      }
    }
    expect(tried.good).toBeGreaterThan(500)
    expect(tried.corrupted).toBeGreaterThan(3000)
  },
  SLOW_MACHINE_MS,
)

test('a state that was bent but still reads survives every call', () => {
  const { store, workspace, put } = aWorkspace()
  put('workspace/.keep', '')
  const file = join(workspace, 'generation-state-0101.json')
  for (const content of fc.sample(mutated, { numRuns: 300, seed: 7 })) {
    writeFileSync(file, content)
    const before = readFileSync(file, 'utf8')
    const outcomes = [
      store.logQuestion('0101', { question: 'q', answer: 'a' }),
      store.startStep('0101', 4, { phaseName: 'x' }),
      store.recordError('0101', 4, { errorType: 't', errorMessage: 'm', severity: 'LOW' }),
      store.fail('0101', 4, { failureReason: 'x' }),
      store.startStep('0101', 4, { phaseName: 'x' }),
      store.cancel('0101'),
    ]
    if (outcomes[0]?.ok === true) expect(store.status('0101').ok).toBe(true)
    else expect(readFileSync(file, 'utf8')).toBe(before)
  }
})

test('scenes and broken files among them are all listed', () => {
  const { store, workspace, put } = aWorkspace()
  put('workspace/.keep', '')
  for (let scene = 0; scene < 300; scene += 1) {
    const id = String(scene).padStart(4, '0')
    const content = scene % 3 === 0 ? good.slice(0, scene) : JSON.stringify({ ...sample, scene_id: id })
    writeFileSync(join(workspace, `generation-state-${id}.json`), content)
  }
  expect(store.list().scenes).toHaveLength(200)
  expect(store.list({ filter: 'failed' }).corrupted).toHaveLength(100)
  expect(store.list({ filter: 'active' }).corrupted).toEqual([])
})

function parsed(content: string | Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(content)))
  } catch {
    return undefined
  }
}
