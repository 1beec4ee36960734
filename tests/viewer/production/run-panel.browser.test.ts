import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { progressJson, secondsAgo } from '../support/stories.ts'
import { badge, browserVisits, change, helloWith, sees } from '../support/visit.ts'

const visit = browserVisits()
const RUN = 'LIVE_STATUS.json'

/** A run as the monitor writes it, with the given keys on top. */
const runJson = (extra: Record<string, unknown> = {}): string =>
  JSON.stringify({
    status: 'running',
    output_dir: '/data/radio/week one',
    run_id: 'run-1',
    started_at: secondsAgo(5000),
    updated_at: secondsAgo(0),
    pid: 4711,
    host: 'studio-2',
    segments: { total: 112, completed: 57, failed: 2, skipped: 1, remaining: 52 },
    current_segment: { id: 'day-4-18h', index: 60, attempt: 2, started_at: secondsAgo(95), crashes: 0 },
    progress_percent: 53.6,
    timing: {
      elapsed_seconds: 5000,
      recent_average_seconds: 4.26,
      p95_seconds: 9,
      trend: 'slowing',
      trend_percent: 12.4,
      eta_seconds: 16_500,
      eta_low_seconds: 15_000,
      eta_high_seconds: 19_000,
      eta_error_percent: 7.2,
      estimated_completion: secondsAgo(-16_500),
    },
    health: { state: 'healthy', reasons: [] },
    failures: { consecutive: 0, total: 9, retries: 7 },
    quality: { validation_pass_rate: 0.964, critical_violations: 0 },
    pools: { quests: { remaining: 88, total: 400 } },
    resources: { disk_free_bytes: 3 * 1024 ** 3, rss_bytes: 1024 ** 3 / 4 },
    criteria: [{ name: 'Pass rate', tier: 'must', target: '>= 95%', value: 0.93, state: 'unreachable' }],
    pause: null,
    last_errors: [{ segment: 's9', message: 'the generator answered 500', at: secondsAgo(60) }],
    failure_clusters: [{ count: 6, example: 'timeout after 30 s', last_segment: 's9' }],
    recent_segments: { seconds: [3, 4, 9, 5], outcomes: ['completed', 'completed', 'failed', 'completed'] },
    segments_per_hour: [900, 850, 800],
    ...extra,
  })

const live = (extra: Record<string, unknown> = {}, more: object = {}) =>
  visit({
    hello: () => ({ ...helloWith([RUN])(), run_writer: 'present' }),
    files: { [RUN]: runJson(extra) },
    ...more,
  })

test('a folder with a production run shows it whole: how far, how long still, how fast, how well', async () => {
  const { page } = await live()
  await until('the badge', async () => (await badge(page).textContent()) === 'Alive')
  expect(await page.locator('h1').textContent()).toBe('week one')
  expect(await page.locator('.percent').textContent()).toContain('53')
  await until('the tab', async () => (await page.title()) === '53% · week one')
  await sees(page, '57 of 112 completed')
  await sees(page, '2 given up')
  await sees(page, /^about 4 h 10 min to 5 h 1\d min left$/)
  await sees(page, /forecasts so far ±7 %/)
  await sees(page, 'day-4-18h')
  await sees(page, 'attempt 2')
  await sees(page, '96.4 %')
  await sees(page, '88 of 400')
  await sees(page, '3.0 GB')
  await sees(page, 'out of reach')
  await sees(page, 'the generator answered 500')
  await sees(page, 'timeout after 30 s')
  expect(await page.getByText('Waiting for the story').count()).toBe(0)
})

test('the sparklines say in words what they show, and move with the run', async () => {
  const { page, server } = await live()
  const durations = page.getByRole('img', { name: /^Durations of the last 4 segments/ })
  await durations.waitFor()
  expect(await durations.getAttribute('aria-label')).toBe(
    'Durations of the last 4 segments: from 3 s to 9 s, 4.3 s on average lately, 1 of them given up, slowing down by 12 %',
  )
  expect(await durations.locator('span').count()).toBe(4)
  expect(await durations.locator('[data-outcome="failed"]').count()).toBe(1)
  await page.getByRole('img', { name: /900 an hour at the beginning, 800 an hour now/ }).waitFor()
  const recent = { seconds: [3, 4, 9, 5, 6], outcomes: [] }
  change(server, RUN, runJson({ recent_segments: recent }))
  await page.getByRole('img', { name: /^Durations of the last 5 segments/ }).waitFor()
})

test('a paused run says why and what to type, and goes on when it is resumed', async () => {
  const pause = { since: secondsAgo(600), reason: '5 segments in a row failed' }
  const { page, server } = await live({ status: 'paused', current_segment: null, pause })
  await until('the badge', async () => (await badge(page).textContent()) === 'Paused')
  const call = page.getByRole('region', { name: 'Paused', exact: true })
  expect(await call.textContent()).toContain('5 segments in a row failed')
  expect(await call.locator('code').textContent()).toBe(
    "story-monitor production resume '/data/radio/week one'",
  )
  expect(await page.locator('.eta').count()).toBe(0)
  change(server, RUN, runJson())
  await until('the badge', async () => (await badge(page).textContent()) === 'Alive')
  expect(await call.count()).toBe(0)
})

test('a run that waits for the disk says that it goes on by itself and asks for no command', async () => {
  const pause = { since: secondsAgo(5), reason: 'no space left on device', waits_for: 'disk' }
  const { page } = await live({ status: 'paused', pause })
  const call = page.getByRole('region', { name: 'Waiting for the disk' })
  await call.waitFor()
  expect(await call.textContent()).toContain('It goes on by itself once that is mended on studio-2.')
  expect(await call.locator('code').count()).toBe(0)
})

test('a degraded run gives its reasons in words', async () => {
  const reasons = ['segments take 31% longer than a while ago', 'pool quests is at 22% (88 of 400)']
  const { page } = await live({ health: { state: 'degraded', reasons } })
  await until('the badge', async () => (await badge(page).textContent()) === 'Degraded')
  expect(await page.getByRole('region', { name: 'Health' }).locator('li').allTextContents()).toEqual(reasons)
})

test('a run whose process is gone says so at once, and how to go on', async () => {
  const { page, server } = await live()
  await until('the badge', async () => (await badge(page).textContent()) === 'Alive')
  server.emit('writer', { writer: 'unknown', run_writer: 'gone' })
  await until('the badge', async () => (await badge(page).textContent()) === 'Stopped')
  await sees(page, 'process 4711 is gone, in segment day-4-18h')
  await sees(page, /^Start the program again on studio-2/)
  expect(await page.getByRole('region', { name: 'Health' }).textContent()).toContain('Not known')
})

test('a run that a criterion stopped says that a start alone does not help, and what does', async () => {
  const criteria = [{ name: 'All', tier: 'must', target: '>= 95%', value: 0.85, state: 'missed' }]
  const { page } = await live({ status: 'aborted', end_reason: 'abort criterion: All', criteria })
  await sees(page, 'Stopped by a criterion')
  await sees(page, /^A new start stops at once again/)
  await sees(page, "story-monitor production redo '/data/radio/week one' --skipped")
})

test('a static page judges a run by its silence', async () => {
  const { page } = await visit({ files: { [RUN]: runJson({ updated_at: secondsAgo(300) }) } })
  await until('the badge', async () => (await badge(page).textContent()) === 'Stopped')
  await sees(page, 'no sign of life for 5 min, in segment day-4-18h')
})

test('a run that is through says what of it can be made again', async () => {
  const segments = { total: 112, completed: 109, failed: 3, skipped: 0, remaining: 0 }
  const { page } = await live({ status: 'completed', progress_percent: 100, current_segment: null, segments })
  await until('the badge', async () => (await badge(page).textContent()) === 'Finished')
  await sees(page, 'Gate not passed')
  await sees(page, 'through, but 3 given up, gate not passed: missed Pass rate')
  await sees(page, "story-monitor production redo '/data/radio/week one' --skipped")
})

test('a run that is through says that PAUSE is still in its folder', async () => {
  const segments = { total: 1, completed: 1, failed: 0, skipped: 0, remaining: 0 }
  const pause = { since: secondsAgo(60), reason: 'not yet' }
  const { page } = await live({ status: 'completed', current_segment: null, segments, criteria: [], pause })
  await sees(page, 'PAUSE is still there')
  await sees(page, "story-monitor production resume '/data/radio/week one'")
})

test('a run that has just begun has no bars, and a word instead', async () => {
  const { page } = await visit({
    hello: helloWith([RUN]),
    files: {
      [RUN]: JSON.stringify({ status: 'running', updated_at: secondsAgo(0), segments: { total: 9 } }),
    },
  })
  await sees(page, 'No segment is finished yet. The first one draws the first bar here.')
  await sees(page, '0 of 9 completed')
  await sees(page, 'Production run')
})

test('a status that cannot be read keeps the last good one and says since when', async () => {
  const { page, server } = await live()
  await sees(page, '57 of 112 completed')
  change(server, RUN, '{"status":')
  await sees(page, /^LIVE_STATUS\.json can't be read since \d\d:\d\d:\d\d; showing the last good state$/)
  await until('the badge', async () => (await badge(page).textContent()) === 'Out of sight')
  await sees(page, '57 of 112 completed')
  change(server, RUN, runJson())
  await until('the badge', async () => (await badge(page).textContent()) === 'Alive')
})

test('beside a story the run has a place of its own below the phases', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json', RUN]),
    files: {
      '_progress.json': progressJson(),
      [RUN]: runJson({ status: 'paused', pause: { reason: 'a look' } }),
    },
  })
  await page.getByRole('heading', { name: 'Production run' }).waitFor({ state: 'visible' })
  expect(await page.locator('h1').textContent()).toBe('the-lighthouse')
  expect(await page.locator('.pr .badge').textContent()).toBe('Paused')
})

test('with reduced motion nothing of the run moves by itself', async () => {
  const { page } = await live({}, { context: { reducedMotion: 'reduce' } })
  await sees(page, '57 of 112 completed')
  const moving = await page.evaluate(
    `[...document.querySelectorAll('.pr *')].filter((one) => {
      const { transitionDuration, animationName } = getComputedStyle(one)
      return transitionDuration !== '0s' || animationName !== 'none'
    }).length`,
  )
  expect(moving).toBe(0)
})

for (const width of [390, 1440]) {
  test(`the run fits into ${width} px, whatever its texts are`, async () => {
    const long = 'Donaudampfschiff'.repeat(14)
    const { page } = await live(
      {
        status: 'paused',
        output_dir: `/${long}`,
        pause: { reason: long },
        health: { state: 'critical', reasons: [long] },
        pools: { [long]: { remaining: 1, total: 9 } },
        criteria: [{ name: long, tier: 'must', target: long, abort_if: long, state: 'missed' }],
        last_errors: [{ segment: long, message: long, at: secondsAgo(9) }],
        failure_clusters: [{ count: 3, example: long, last_segment: long }],
      },
      { context: { viewport: { width, height: 900 } } },
    )
    await until('the badge', async () => (await badge(page).textContent()) === 'Paused')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })
}

test('the report of a run that is over is one link away, where it is there', async () => {
  const over = { status: 'completed', current_segment: null }
  const { page, server } = await live(
    {},
    { files: { [RUN]: runJson(), 'production-report.html': 'the report' } },
  )
  await sees(page, 'day-4-18h')
  const link = page.getByRole('link', { name: 'Open the report of this run' })
  expect(await link.count()).toBe(0)
  change(server, RUN, runJson(over))
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe('production-report.html')
  const { page: without } = await live(over)
  await sees(without, 'Finished')
  await until('the question', () =>
    without.evaluate(
      "performance.getEntriesByName(new URL('production-report.html', location).href).length > 0",
    ),
  )
  expect(await without.getByRole('link', { name: 'Open the report of this run' }).count()).toBe(0)
})
