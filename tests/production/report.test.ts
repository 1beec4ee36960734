import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productionReportSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { ProductionMonitor, SEVEN_DAY_PILOT } from '../../src/index.ts'
import { documentException, writeReport } from '../../src/production/index.ts'
import { plot } from '../../src/production/report/plot.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { xssPayloads } from '../support/xss-payloads.ts'
import { AT_ONCE, segments } from './support/run-folder.ts'

/** production-report.json of a folder, checked against the published schema. */
const reportIn = (folder: string) =>
  productionReportSchema.parse(JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8')))
const textIn = (folder: string, kind: string) =>
  readFileSync(join(folder, `production-report.${kind}`), 'utf8')

async function pilot(folder: string) {
  const options = { criteria: SEVEN_DAY_PILOT, retry: { attempts: 2, ...AT_ONCE }, sampleSeed: 'review' }
  return new ProductionMonitor(folder, options).run(segments(112), (_segment, { index, attempt }) => {
    if (index % 40 === 3) throw new Error(`timeout after ${index} s on "scene ${index}"`)
    if (index % 20 === 5 && attempt === 1) throw new Error('the script was too short')
    const metrics = {
      validation_passed: true,
      repetition_flagged: false,
      critical_violations: 0,
      arcs_resolved: index,
      arcs_total: 111,
    }
    return { metrics, pools: { quests: { remaining: 400 - index * 2, total: 400 } } }
  })
}

test('a run ends with a report: figures, gate, failures that look alike, slowest segments, a sample', async () => {
  const folder = temporaryFolder('production')
  await pilot(folder)
  const report = reportIn(folder)
  expect(report).toMatchObject({
    status: 'completed',
    segments: { total: 112, completed: 109, failed: 3 },
    gate: { state: 'passed', missed: [], undocumented: [], exceptions: [], noted: [] },
    failure_clusters: [
      { count: 6, example: 'timeout after 3 s on "scene 3"', last_segment: 's84' },
      { count: 6, example: 'the script was too short', last_segment: 's106' },
    ],
    last_errors: [
      { segment: 's106', message: 'the script was too short', outcome: 'tried again' },
      { segment: 's86', outcome: 'tried again' },
      { segment: 's84', message: 'timeout after 83 s on "scene 83"', outcome: 'given up' },
      ...Array.from({ length: 7 }, () => ({})),
    ],
  })
  expect(report.slowest).toHaveLength(10)
  expect(report.points.at(-1)?.pools).toEqual({ quests: 178 })
  const markdown = textIn(folder, 'md')
  expect(markdown).toContain('Gate passed.')
  expect(markdown).toContain('| Segments generated | must | \\>= 95% | \\< 90% | 97.3% | met |')
  expect(markdown).toMatch(
    /^\| s86 \| the script was too short \| tried again \| \d{1,2} \w+ \d{4}, \d\d:\d\d UTC \|$/m,
  )
  // On a phone each value stands beside the name of its column.
  expect(textIn(folder, 'html')).toMatch(
    /<td data-head="Segment">s86<\/td><td data-head="Why" class="long">the script was too short<\/td><td data-head="Then">tried again<\/td><td data-head="When" class="time">\d+ \w+ \d{4}, \d\d:\d\d UTC</,
  )
  expect(markdown).toContain('109 of 112 completed, 3 given up, 0 left out on purpose')
  expect(markdown).toContain('## Sample for review (seed review)')
})

test('the sample is random, the same for the same seed, and spread over the whole run', async () => {
  const folder = temporaryFolder('production')
  await pilot(folder)
  const draw = (sampleSeed: string) => {
    writeReport(folder, { sampleSeed, sampleSize: 14 })
    return reportIn(folder).sample.segments.map(({ index }) => index)
  }
  const first: number[] = draw('one')
  expect(first.map((index) => Math.floor(index / 8))).toEqual(Array.from({ length: 14 }, (_, part) => part))
  expect(draw('two')).not.toEqual(first)
  expect(draw('one')).toEqual(first)
})

test('a missed must closes the gate; a missed should is an exception to document', async () => {
  const folder = temporaryFolder('production')
  const criteria = [
    { name: 'Words', tier: 'must' as const, metric: 'words', target: '>=100' },
    { name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' },
  ]
  await new ProductionMonitor(folder, { criteria }).run(segments(3), () => ({
    metrics: { words: 50, jokes: 0 },
  }))
  expect(reportIn(folder).gate).toMatchObject({
    state: 'failed',
    missed: ['Words'],
    undocumented: ['Jokes'],
  })
  expect(textIn(folder, 'html')).toContain('Gate not passed. Missed: Words. Exceptions to document: Jokes')
})

test('a missed should keeps the gate open until an exception is documented, a missed nice is noted', async () => {
  const folder = temporaryFolder('production')
  const criteria = [
    { name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' },
    { name: 'Rhymes', tier: 'nice' as const, metric: 'rhymes', target: '>=1' },
  ]
  await new ProductionMonitor(folder, { criteria }).run(segments(3), () => ({
    metrics: { jokes: 0, rhymes: 0 },
  }))
  expect(reportIn(folder).gate).toMatchObject({ state: 'open', undocumented: ['Jokes'], noted: ['Rhymes'] })
  documentException(folder, { criterion: 'Jokes', reason: 'a sad week', by: 'Ada' })
  documentException(folder, { criterion: 'Jokes', reason: 'a week of <mourning>', by: 'Ada' })
  writeReport(folder)
  expect(reportIn(folder).gate).toMatchObject({
    state: 'passed',
    undocumented: [],
    exceptions: [{ criterion: 'Jokes', reason: 'a week of <mourning>', by: 'Ada', at: expect.any(String) }],
  })
  expect(textIn(folder, 'html')).toContain('>a week of &lt;mourning&gt;</td><td data-head="Who">Ada</td>')
  expect(textIn(folder, 'md')).toContain('## Documented exceptions')
  documentException(folder, { criterion: 'Rhymes', reason: 'free verse', by: 'Ada' })
  writeReport(folder)
  expect(textIn(folder, 'md')).toMatch(/^\| Rhymes \| free verse \| Ada \|/m)
})

test('there is no exception from a criterion that is met', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Jokes', tier: 'should' as const, metric: 'jokes', target: '>=1' }]
  await new ProductionMonitor(folder, { criteria }).run(segments(1), () => ({ metrics: { jokes: 2 } }))
  expect(() => documentException(folder, { criterion: 'Jokes', reason: 'so', by: 'Ada' })).toThrow(
    /"Jokes" is met, so there is nothing to except/,
  )
})

test('there is no exception from a must, nor from what is no criterion', async () => {
  const folder = temporaryFolder('production')
  const criteria = [{ name: 'Words', metric: 'words', target: '>=100' }]
  await new ProductionMonitor(folder, { criteria }).run(segments(1), () => ({ metrics: { words: 50 } }))
  const except = (criterion: string) => () =>
    documentException(folder, { criterion, reason: 'so', by: 'Ada' })
  expect(except('Words')).toThrow(/"Words" is a must, and a must has no exceptions/)
  expect(except('Wrods')).toThrow(/No criterion .* is called "Wrods"\. There are: "Words"\./)
  expect(() => documentException(folder, { criterion: 'Words', reason: ' ', by: 'Ada' })).toThrow(/`reason`/)
})

test('the page has plots, no script and nothing from elsewhere, and every text of the run stays text', async () => {
  const folder = temporaryFolder('production')
  const monitor = new ProductionMonitor(folder, { retry: { attempts: 1 }, maxConsecutiveFailures: 1000 })
  await monitor.run(xssPayloads, (payload) => {
    throw new Error(payload)
  })
  const page = textIn(folder, 'html')
  expect(page.match(/<svg /g)).toHaveLength(3)
  expect(page).not.toMatch(
    /<(script|img|iframe|object|embed|link|base|form|video|audio|details|math|a) ?[^>]*>/i,
  )
  expect(page).not.toMatch(
    /<(?!\/?(?:!doctype|html|head|meta|title|style|body|h1|h2|p|table|tr|th|td|div|figure|figcaption|span|svg|path|text)\b)/i,
  )
  expect(page).not.toMatch(/<[^>]*\son\w+=/i)
  // An address in a text of the run is text; none may stand in an element or a style.
  expect(page).not.toMatch(/<[^>]*(?:https?:|\/\/)/)
  expect(/<style>([^<]*)/.exec(page)?.[1]).not.toMatch(/url\(|@import/)
  expect(textIn(folder, 'md')).not.toMatch(/[^\\]<(script|img|svg)/)
})

test('a plot names its greatest value outside the drawing, a count as a whole number, a long one in groups', async () => {
  const drawn = plot('Retries', [{ label: 'retries', values: [0, 4], tone: 'soft' }], '', [
    'segment 1',
    'segment 2',
  ])
  expect(drawn).toContain('<div class="scale"><span>4</span><span>0</span></div>')
  expect(drawn).not.toContain('<text')
  const fast = plot('Throughput', [{ label: 'all', values: [450_000], tone: 'main' }], '/h', ['a', 'b'])
  expect(fast).toContain('<span>450,000/h</span>')
})

test('the plots of a long run stay small', async () => {
  const folder = temporaryFolder('production')
  await new ProductionMonitor(folder).run(segments(5000), () => {})
  const { points } = reportIn(folder)
  expect(points.length).toBeLessThanOrEqual(400)
  expect(points.reduce((sum, point) => sum + point.count, 0)).toBe(5000)
  expect(textIn(folder, 'html').length).toBeLessThan(60_000)
})
