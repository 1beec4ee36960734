import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productionReportSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { PermanentError, ProductionMonitor } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { idsIn, segments, statusIn } from './support/run-folder.ts'

const named = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)

const lazily = async function* (ids: readonly string[]) {
  yield* ids
}

const everySecondFails = (_segment: string, { index }: { index: number }) => {
  if (index % 2 === 1) throw new PermanentError('no voice')
}

/** A folder in which a list of 300 segments has been made, and what it warns of from then on. */
async function madeBefore(warnings: string[] = []) {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(named('a', 300), () => {})
  const options = { onWarning: ({ message }: { message: string }) => void warnings.push(message) }
  return { folder, options }
}

test.each([
  ['an array', (ids: string[]) => ids],
  ['a list that is made while it is read', lazily],
])('of a second list in the folder, %s, only its own segments count', async (_what, listOf) => {
  const warnings: string[] = []
  const { folder, options } = await madeBefore(warnings)
  const seen: ReturnType<typeof statusIn>[] = []
  const summary = await new ProductionMonitor(folder, { ...options, total: 16 }).run(
    listOf(named('b', 16)),
    (segment) => {
      if (segment === 'b9') seen.push(statusIn(folder))
    },
  )
  expect(summary.segments).toEqual({ total: 16, completed: 16, failed: 0, skipped: 0, remaining: 0 })
  expect(seen[0]?.segments).toMatchObject({ total: 16 })
  expect(seen[0]?.segments.completed).toBeLessThanOrEqual(8)
  expect(seen[0]?.progress_percent).toBeLessThanOrEqual(50)
  expect(idsIn(folder)).toHaveLength(316)
  expect(statusIn(folder).segments).toEqual({ ...summary.segments, earlier: 300 })
  expect(warnings).toEqual([expect.stringMatching(/^300 finished segments of .* count nowhere else\.$/)])
  expect(readFileSync(join(folder, 'production-report.md'), 'utf8')).toContain(
    '| Segments of earlier lists | 300, not counted |',
  )
})

test.each([
  ['an array', (ids: string[]) => ids],
  ['a list that is made while it is read', lazily],
])('a criterion stops a second list, %s, whatever the first one made', async (_what, listOf) => {
  const { folder, options } = await madeBefore()
  // What is only nice to have pauses nothing when it is out of reach.
  const nice = { tier: 'nice' as const, target: '>=95%', abortIf: '<90%' }
  const criteria = [{ name: 'Segments generated', metric: 'completion_rate', ...nice }]
  const summary = await new ProductionMonitor(folder, { ...options, criteria }).run(
    listOf(named('b', 64)),
    everySecondFails,
  )
  expect(summary).toMatchObject({ status: 'aborted', criteria: [{ state: 'missed' }] })
  expect(summary.segments.completed + summary.segments.failed).toBeLessThan(64)
})

test('a list that became shorter is judged by what is left in it', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(segments(9), () => {})
  const summary = await new ProductionMonitor(folder, { onWarning: () => {} }).run(segments(5), () => {})
  expect(summary.segments).toMatchObject({ total: 5, completed: 5, remaining: 0 })
  expect(statusIn(folder).segments.earlier).toBe(4)
})

test('the running time of an earlier list is nothing to a second one', async () => {
  const { folder, options } = await madeBefore()
  const before = statusIn(folder).timing.elapsed_seconds
  expect(before).toBeGreaterThan(0)
  const seen: number[] = []
  await new ProductionMonitor(folder, options).run(['b1'], () => {
    seen.push(statusIn(folder).timing.elapsed_seconds)
  })
  expect(seen[0]).toBeLessThan(before)
})

test('a list that is made while it is read is taken up again with all that it has, in any order', async () => {
  const folder = temporaryFolder('production')
  const work = (segment: string) => {
    if (segment === 's4') throw new PermanentError('é — no voice')
    return { metrics: { words: Number(segment.slice(1)) } }
  }
  const criteria = [{ name: 'Words', metric: 'words', target: '>0' }]
  await new ProductionMonitor(folder, { criteria }).run(lazily(segments(400)), work)
  const made: string[] = []
  const again = lazily([...segments(400).reverse(), 'one-more'])
  const summary = await new ProductionMonitor(folder, { criteria }).run(again, (segment) => {
    made.push(segment)
    return { metrics: { words: 0 } }
  })
  expect(made).toEqual(['one-more'])
  expect(summary.segments).toMatchObject({ total: 401, completed: 400, failed: 1 })
  expect(summary.criteria[0]?.value).toBeCloseTo((400 * 401) / 2 / 400 - 4 / 400, 6)
})

test('an array is checked whole before its first segment is made', async () => {
  const folder = temporaryFolder('production')
  const made: string[] = []
  const list = [...segments(100), 's7']
  await expect(new ProductionMonitor(folder).run(list, (segment) => void made.push(segment))).rejects.toThrow(
    /Segment 100 has the id "s7", which an earlier one has too/,
  )
  expect(made).toEqual([])
})

test('the gate is not passed where announced segments never came', async () => {
  const folder = temporaryFolder('production')
  const warnings: string[] = []
  const summary = await new ProductionMonitor(folder, {
    total: 10,
    criteria: [{ name: 'Segments generated', metric: 'completion_rate', target: '>=95%' }],
    onWarning: ({ message }) => void warnings.push(message),
  }).run(lazily(segments(6)), () => {})
  expect(summary).toMatchObject({
    segments: { total: 10, completed: 6, remaining: 4 },
    criteria: [{ value: 0.6, state: 'missed' }],
  })
  const report = JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8'))
  expect(productionReportSchema.parse(report).gate).toMatchObject({ state: 'failed' })
  expect(warnings).toEqual([expect.stringMatching(/^10 segments were announced .* ended after 6/)])
})

test.each([
  ['an array', (ids: string[]) => ids],
  ['a list that is made while it is read', lazily],
])('more segments than announced correct the total, with a warning: %s', async (_what, listOf) => {
  const folder = temporaryFolder('production')
  const warnings: string[] = []
  const summary = await new ProductionMonitor(folder, {
    total: 3,
    onWarning: ({ message }) => void warnings.push(message),
  }).run(listOf(segments(6)), () => {})
  expect(summary.segments).toMatchObject({ total: 6, completed: 6, remaining: 0 })
  expect(statusIn(folder)).toMatchObject({ progress_percent: 100, segments: { total: 6 } })
  expect(warnings).toEqual([expect.stringMatching(/^3 segments were announced .* has more/)])
})
