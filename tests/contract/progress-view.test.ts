import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readProgress } from '../../src/contract/index.ts'

const sample: unknown = JSON.parse(
  readFileSync(new URL('../fixtures/story/_progress.json', import.meta.url), 'utf8'),
)
const statusesOf = (value: unknown) =>
  readProgress(value)?.phases.map((phase) => `${phase.name} ${phase.status}`)

test('the real file of another pipeline reads', () => {
  expect(readProgress(sample)).toMatchObject({
    jobId: 'job-alpha-99',
    workflow: 'two_girl_reddit_story',
    updatedMs: Date.parse('2026-02-21T20:50:25.925Z'),
    currentStep: 'Generating aesthetic description for Chapter 2...',
    storyPath: '/stories/the-quantum-barista',
    problems: [],
  })
  expect(statusesOf(sample)).toEqual([
    'reddit done',
    'director running',
    'production pending',
    'assembly pending',
  ])
})

test('five keys are enough, and what is not in the file is not in the view', () => {
  const view = readProgress({
    job_id: 'j',
    workflow: 'story',
    updated_ts: '2026-01-01T00:00:00+02:00',
    phases: { reddit: 'done' },
    phase_order: ['reddit'],
  })
  expect(view).toEqual({
    jobId: 'j',
    workflow: 'story',
    updatedMs: Date.parse('2025-12-31T22:00:00Z'),
    phases: [{ name: 'reddit', label: 'Reddit', icon: 'book', perSubject: false, status: 'done' }],
    phaseWriters: [],
    problems: [],
  })
})

test('every key of the contract arrives in the view', () => {
  const view = readProgress({
    job_id: 'j',
    workflow: 'story',
    updated_ts: '2026-01-01T00:00:10Z',
    progress_ts: '2026-01-01T00:00:09Z',
    started_ts: '2026-01-01T00:00:00Z',
    finished_ts: '2026-01-01T00:00:20Z',
    closed_ts: '2026-01-01T00:00:21Z',
    phases: { a: 'running', b: 'skipped' },
    phase_order: ['a', 'b'],
    current_step: 'inking',
    story_path: '/stories/one',
    pid: 7,
    host: 'studio',
    process_started_ts: '2026-01-01T00:00:00Z',
    process_start_id: 'x-1-2',
    heartbeat_seconds: 5,
    quiet_seconds: 3,
    stuck_after_seconds: 300,
    phase_progress: { a: { complete: 3, total: 7 } },
    phase_times: { a: { started_ts: '2026-01-01T00:00:01Z', elapsed_seconds: 9.5 } },
    phase_info: { a: { label: 'Ink', icon: 'pen', per_subject: true } },
    phase_writers: { a: { pid: 8, host: 'other' } },
    skip_reasons: { b: 'no sound' },
    error: 'broken',
    traceback: 'at line 1',
  })
  expect(view).toEqual({
    jobId: 'j',
    workflow: 'story',
    updatedMs: Date.parse('2026-01-01T00:00:10Z'),
    progressMs: Date.parse('2026-01-01T00:00:09Z'),
    startedMs: Date.parse('2026-01-01T00:00:00Z'),
    finishedMs: Date.parse('2026-01-01T00:00:20Z'),
    closedMs: Date.parse('2026-01-01T00:00:21Z'),
    currentStep: 'inking',
    storyPath: '/stories/one',
    pid: 7,
    host: 'studio',
    processStartedTs: '2026-01-01T00:00:00Z',
    processStartId: 'x-1-2',
    heartbeatSeconds: 5,
    quietSeconds: 3,
    stuckAfterSeconds: 300,
    phaseWriters: [{ phase: 'a', writer: { pid: 8, host: 'other' } }],
    error: 'broken',
    traceback: 'at line 1',
    phases: [
      {
        name: 'a',
        label: 'Ink',
        icon: 'pen',
        perSubject: true,
        status: 'running',
        complete: 3,
        total: 7,
        startedMs: Date.parse('2026-01-01T00:00:01Z'),
        elapsedSeconds: 9.5,
      },
      { name: 'b', label: 'B', icon: 'step', perSubject: false, status: 'skipped', skipReason: 'no sound' },
    ],
    problems: [],
  })
})

test.each([null, undefined, [], 'text', 7, true])('%j is no progress at all', (value) => {
  expect(readProgress(value)).toBeUndefined()
})

test('a file without phases shows those of its workflow, as pending', () => {
  expect(statusesOf({})).toEqual([
    'reddit pending',
    'director pending',
    'production pending',
    'assembly pending',
  ])
  expect(statusesOf({ workflow: 'show' })).toHaveLength(8)
})

test('wrong types are passed over, and a wrong "phases" is said', () => {
  const view = readProgress({
    job_id: 7,
    workflow: [],
    updated_ts: 12345,
    phases: ['reddit'],
    phase_order: 'reddit',
    current_step: {},
    pid: '12',
    heartbeat_seconds: -5,
    quiet_seconds: null,
    phase_progress: [],
    phase_times: 'x',
    phase_info: 3,
    error: ['a'],
  })
  expect(view).toMatchObject({ jobId: '', workflow: 'story', problems: ['"phases" is not an object'] })
  expect(Object.keys(view ?? {}).toSorted()).toEqual([
    'jobId',
    'phaseWriters',
    'phases',
    'problems',
    'workflow',
  ])
})

test('entries of the order that are no names are left out, and phases beyond the order come last', () => {
  const value = { phase_order: ['b', 7, null, 'b', 'a'], phases: { c: 'done', a: 'running' } }
  expect(statusesOf(value)).toEqual(['b pending', 'a running', 'c done'])
})

test('a status word that the contract does not have is unknown, kept as it is, and said', () => {
  const view = readProgress({ phases: { a: 'DONE', b: 7, c: null } })
  expect(view?.phases.map(({ status, statusWord }) => [status, statusWord])).toEqual([
    ['unknown', 'DONE'],
    ['unknown', '7'],
    ['unknown', 'null'],
  ])
  expect(view?.problems).toContain('phase "a" has an unknown status')
})

test('a status that is an array 100,000 deep is no word', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(readProgress({ phases: { a: deep } })?.phases[0]).toMatchObject({
    status: 'unknown',
    statusWord: 'no word',
  })
})

test('a thousand unknown words fill no page with problems', () => {
  const phases = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`p${index}`, '?'.repeat(500)]),
  )
  const view = readProgress({ phases })
  expect(view?.problems.length).toBeLessThanOrEqual(20)
  expect(view?.phases[0]?.statusWord).toHaveLength(100)
})

test('10,000 phases read, and beyond 20,000 it is said how many are not shown', () => {
  const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `phase ${index}`)
  const view = readProgress({ phase_order: namesOf(10_000) })
  expect(view?.phases).toHaveLength(10_000)
  expect(view?.phases.at(-1)?.name).toBe('phase 9999')
  const more = readProgress({ phase_order: namesOf(20_001) })
  expect(more?.phases).toHaveLength(20_000)
  expect(more?.problems).toEqual(['only the first 20000 of 20001 phases are shown'])
})

test('names with slashes, line ends, emoji and names of the language are names like any other', () => {
  const names = [
    'a/../b',
    'two\nlines',
    '🎬',
    '__proto__',
    'constructor',
    'toString',
    '',
    ' ',
    '\u202etxt',
    'a\0b',
  ]
  const object = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]))
  const text = JSON.stringify({
    phase_order: names,
    phases: object('done'),
    phase_progress: object({ complete: 1, total: 2 }),
    skip_reasons: object('why'),
  })
  const view = readProgress(JSON.parse(text))
  expect(view?.phases.map((phase) => phase.name)).toEqual(names)
  for (const phase of view?.phases ?? []) {
    expect(phase, phase.name).toMatchObject({ status: 'done', complete: 1, total: 2, skipReason: 'why' })
  }
})

test('a phase that is called like a part of the language has no status that nobody gave it', () => {
  const view = readProgress({ phase_order: ['constructor', '__proto__', 'hasOwnProperty'], phases: {} })
  expect(view?.phases.map((phase) => phase.status)).toEqual(['pending', 'pending', 'pending'])
})

test('a running phase without a writer of its own belongs to the writer of the file', () => {
  const view = readProgress({ phases: { a: 'running' }, pid: 7, host: 'studio' })
  expect(view?.phaseWriters).toEqual([{ phase: 'a', writer: { pid: 7, host: 'studio' } }])
})

test('no JSON value at all makes the reader throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), (value, part) => {
      readProgress(value)
      const keys = ['phases', 'phase_order', 'phase_progress', 'phase_times', 'phase_info', 'phase_writers']
      const view = readProgress({ ...Object.fromEntries(keys.map((key) => [key, part])), workflow: part })
      expect(view?.phases.length).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

test('a count above its total is shown as whole, and said', () => {
  const view = readProgress({
    phases: { production: 'running', assembly: 'running' },
    phase_progress: { production: { complete: 9, total: 7 }, assembly: { complete: 7, total: 7 } },
  })
  expect(view?.phases).toMatchObject([
    { name: 'production', complete: 9, total: 9 },
    { name: 'assembly', complete: 7, total: 7 },
  ])
  expect(view?.problems).toEqual(['phase "production" counts 9 of 7, shown as 9 of 9'])
})
