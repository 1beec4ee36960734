import { expect, test } from 'vitest'
import { pipelineOf, readProgress, readTasks } from '../../../src/contract/index.ts'
import { barsOf, chartOf } from '../../../viewer/src/timeline/chart.ts'
import { moved } from '../../../viewer/src/timeline/keys.ts'
import { barInWords } from '../../../viewer/src/timeline/words.ts'
import { at, showJson, task } from './support/shows.ts'

const NOW = Date.parse(at(60))

function chartFrom(progress: Record<string, unknown>, ...tasks: readonly object[]) {
  const view = readProgress(JSON.parse(showJson(progress)))
  if (view === undefined) throw new Error('the progress is not readable')
  const chart = chartOf(pipelineOf(view, readTasks({ tasks }) ?? [], false), view, NOW)
  if (chart === undefined) throw new Error('nothing has a time')
  const rowOf = (name: string) => {
    const row = chart.rows.find((one) => one.name === name)
    if (row === undefined) throw new Error(`no row ${name}`)
    return row
  }
  /** The bars in seconds since the show began. */
  const barsIn = (name: string) =>
    barsOf(rowOf(name)).map(({ from, to, mark, waitedFrom }) => ({
      from: seconds(from),
      to: seconds(to),
      mark,
      ...(waitedFrom === undefined ? {} : { waitedFrom: seconds(waitedFrom) }),
    }))
  return { chart, rowOf, barsIn }
}

const seconds = (ms: number): number => (ms - Date.parse(at(0))) / 1000

const retried = {
  phase_attempts: {
    portrait: [{ started_ts: at(20), finished_ts: at(26), status: 'error', error: 'no light' }],
  },
  phase_times: {
    'character-seeds': { started_ts: at(0), finished_ts: at(18) },
    portrait: { started_ts: at(30) },
  },
}

test('each attempt at a step is a bar of its own, and what lies between them is waiting', () => {
  const { barsIn, rowOf } = chartFrom(retried)
  expect(barsIn('portrait')).toEqual([
    { from: 20, to: 26, mark: 'failed', waitedFrom: 18 },
    { from: 30, to: 60, mark: 'active', waitedFrom: 26 },
  ])
  const [first, second] = barsOf(rowOf('portrait')).map((bar) => barInWords(bar, rowOf('portrait')))
  expect(first).toMatch(/^Portraits, attempt 1 · .* · 6\.0 s · failed · waited 2\.0 s · no light$/)
  expect(second).toMatch(/^Portraits, attempt 2 · since .* · 30\.0 s · in progress · waited 4\.0 s$/)
})

test('what began and ended in the same second is told with that second once', () => {
  const { rowOf } = chartFrom(
    {},
    task('bob', { status: 'succeeded', started_at: at(40), completed_at: at(40) }),
  )
  const [, bar] = barsOf(rowOf('portrait')).map((one) => barInWords(one, rowOf('portrait')))
  expect(bar).toMatch(/^Bob \(Portraits\) · at [\d:]{8} · 0\.0 s · /)
})

test('each attempt at a task is a bar of its own', () => {
  const { barsIn, rowOf } = chartFrom(
    {},
    task('bob', {
      started_at: at(40),
      attempts: [{ started_at: at(21), completed_at: at(25), status: 'failed', error: 'smoke' }],
    }),
  )
  expect(barsIn('portrait').slice(1)).toEqual([
    { from: 21, to: 25, mark: 'failed' },
    { from: 40, to: 60, mark: 'active', waitedFrom: 25 },
  ])
  const words = barsOf(rowOf('portrait')).map((bar) => barInWords(bar, rowOf('portrait')))
  expect(words[1]).toMatch(/^Bob \(Portraits\), attempt 1 · .* · 4\.0 s · failed · waited 1\.0 s · smoke$/)
  expect(words[2]).toMatch(/^Bob \(Portraits\), attempt 2 · since .* · waited 15\.0 s$/)
})

for (const absurd of ['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '2399-01-01T00:00:00Z']) {
  test(`a time of ${absurd.slice(0, 4)} is left out and told of, and the axis stays that of the others`, () => {
    const { chart, barsIn } = chartFrom(
      {},
      task('alice', { started_at: absurd }),
      task('bob', { status: 'succeeded', started_at: at(22), completed_at: absurd }),
      task('cleo', { status: 'succeeded', started_at: at(22), completed_at: at(24) }),
    )
    expect([seconds(chart.startMs), seconds(chart.endMs), chart.absurd]).toEqual([0, 60, 2])
    // A beginning that is absurd has no place; an end that is absurd leaves the beginning.
    expect(barsIn('portrait').slice(1)).toEqual([
      { from: 22, to: 22, mark: 'done' },
      { from: 22, to: 24, mark: 'done' },
    ])
    const whole = chartFrom(
      { started_ts: absurd, phase_times: { portrait: { started_ts: absurd } } },
      task('a'),
    )
    expect(whole.chart.absurd).toBe(2)
    expect(seconds(whole.chart.startMs)).toBe(20)
  })
}

test('a story of some weeks is shown whole', () => {
  const day = 86_400
  const { chart } = chartFrom({}, task('alice', { started_at: at(-40 * day) }))
  expect([seconds(chart.startMs), chart.absurd]).toEqual([-40 * day, 0])
})

test('Home leads to the first bar of all, End to the last, and the arrows stop at the ends', () => {
  const { chart } = chartFrom(
    retried,
    task('bob', { started_at: at(40) }),
    task('cleo', { started_at: at(50) }),
  )
  const go = (key: string, from?: ReturnType<typeof moved>) => moved(chart, from?.row, from?.bar, key)
  const nameOf = (place: ReturnType<typeof moved>) => place && `${place.row.name} ${place.bar.id}`
  const first = go('Home')
  const last = go('End')
  expect([nameOf(first), nameOf(last)]).toEqual(['character-seeds ', 'portrait cleo'])
  expect(nameOf(go('ArrowLeft', first))).toBe(nameOf(first))
  expect(nameOf(go('ArrowUp', first))).toBe(nameOf(first))
  expect(nameOf(go('ArrowRight', last))).toBe(nameOf(last))
  expect(nameOf(go('ArrowDown', first))).toBe('portrait #0')
  expect(nameOf(go('Home', last))).toBe(nameOf(first))
  expect(go('a', first)).toBeUndefined()
})
