import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { xssPayloads } from '../support/xss-payloads.ts'
import { builtPages } from './support/pages.ts'
import { browserVisits, change, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()

/** Watches everything by which a text that runs would give itself away. */
async function guard(page: Page): Promise<string[]> {
  const signs: string[] = []
  page.on('dialog', (dialog) => {
    signs.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) signs.push(`request: ${request.url()}`)
  })
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) signs.push(`frame: ${frame.url()}`)
  })
  page.on('pageerror', (error) => signs.push(`error: ${error.message}`))
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    // A violation means that markup came to life and only the policy stopped it: the text wasn't text.
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`${event.violatedDirective}: ${event.sourceFile ?? ''} ${event.blockedURI}`)
    })
  })
  return signs
}

const traces = async (page: Page): Promise<unknown> =>
  page.evaluate('({ ran: window.__xss, violations: window.violations })')

const everywhere = (payload: string) =>
  JSON.stringify({
    job_id: payload,
    workflow: payload,
    story_path: `/stories/${payload.replaceAll('/', '∕')}`,
    updated_ts: new Date().toISOString(),
    phase_order: ['plain', payload, `skipped ${payload}`, `odd ${payload}`],
    phases: {
      plain: 'running',
      [payload]: 'error',
      [`skipped ${payload}`]: 'skipped',
      [`odd ${payload}`]: payload,
    },
    phase_info: { plain: { label: payload, icon: payload.slice(0, 8), per_subject: payload } },
    phase_progress: { plain: { complete: payload, total: payload } },
    phase_times: { plain: { started_ts: payload, finished_ts: payload } },
    skip_reasons: { [`skipped ${payload}`]: payload },
    current_step: payload,
    error: payload,
    traceback: payload,
    host: payload,
    pid: payload,
  })

const tasksOf = (payload: string) =>
  JSON.stringify({
    tasks: [{ id: payload, type: 'plain', status: 'failed', label: payload, error: payload }],
  })

const runOf = (payload: string) =>
  JSON.stringify({
    status: 'paused',
    updated_at: new Date().toISOString(),
    host: payload,
    run_id: payload,
    output_dir: payload,
    segments: { completed: 1, total: 2 },
    current_segment: { id: payload },
    health: { state: 'critical', reasons: [payload] },
    pools: { [payload]: { remaining: 1, total: 9 } },
    criteria: [{ name: payload, tier: 'must', target: payload, abort_if: payload, state: 'missed' }],
    pause: { reason: payload },
    last_errors: [{ segment: payload, message: payload }],
    failure_clusters: [{ count: 2, example: payload, last_segment: payload }],
  })

test('the list holds 150 texts and more, each different', () => {
  expect(new Set(xssPayloads).size).toBeGreaterThanOrEqual(150)
})

test('no text of a story runs, in whatever field it stands', async () => {
  let signs: string[] = []
  const { page, server } = await visit({
    hello: helloWith(['_progress.json', '_tasks.json', 'LIVE_STATUS.json']),
    files: {
      '_progress.json': everywhere('plain'),
      '_tasks.json': tasksOf('x'),
      'LIVE_STATUS.json': runOf('x'),
    },
    before: async (page) => {
      signs = await guard(page)
    },
  })
  await page.getByText('Traceback', { exact: true }).click()
  for (const [index, payload] of xssPayloads.entries()) {
    change(server, '_tasks.json', tasksOf(payload))
    change(server, 'LIVE_STATUS.json', runOf(payload))
    change(server, '_progress.json', everywhere(`${payload}#${index}`))
    await until('the text', async () =>
      (await page.locator('.traceback').textContent())?.endsWith(`#${index}`),
    )
  }
  // Autofocus, animations and broken pictures need a moment of the page's own time to give a text away.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300)))')
  expect(signs).toEqual([])
  expect(await traces(page)).toEqual({ ran: undefined, violations: [] })
  expect(await page.locator('.failure-words').textContent()).toBe(
    `${xssPayloads.at(-1)}#${xssPayloads.length - 1}`,
  )
})

test('no text of a list of stories runs, and no link leads out of the folder', async () => {
  let signs: string[] = []
  const { page } = await visit({
    which: 'index',
    before: async (page) => {
      signs = await guard(page)
    },
    files: {
      '_stories.json': JSON.stringify({
        folder: xssPayloads[0],
        problems: xssPayloads.slice(0, 20),
        stories: xssPayloads.map((payload, index) => ({
          name: `${index} ${payload}`,
          href: index % 2 === 0 ? payload : `${payload}/`,
          title: payload,
          workflow: payload,
          writer: payload,
          updated_ts: payload,
          active_tasks: payload,
          progress: JSON.parse(everywhere(payload)),
        })),
      }),
    },
  })
  await until('every story', async () => (await page.locator('.story').count()) === xssPayloads.length)
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300)))')
  expect(signs).toEqual([])
  expect(await traces(page)).toEqual({ ran: undefined, violations: [] })
  const hrefs: string[] = await page
    .locator('.story a')
    .evaluateAll((links) => links.map((link) => String(Reflect.get(link, 'href'))))
  const base = new URL('.', page.url()).href
  expect(hrefs.filter((href) => !href.startsWith(base))).toEqual([])
})

test('a report carries every text as text', async () => {
  let signs: string[] = []
  const { viewer } = await builtPages()
  const { page, server } = await visit({
    before: async (page) => {
      signs = await guard(page)
    },
  })
  const all = xssPayloads.join('\n')
  const data = {
    progress: JSON.parse(everywhere(all)),
    skeleton: { title: all },
    tasks: JSON.parse(tasksOf(all)),
    writer: all,
  }
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  server.files.set(
    'report.html',
    viewer.replace('<!--REPORT-->', () => `<script type="application/json" id="story-data">${json}</script>`),
  )
  await page.goto(`${server.url}report.html`)
  await sees(page, 'What went wrong')
  expect(signs).toEqual([])
  expect(await traces(page)).toEqual({ ran: undefined, violations: [] })
})

test('the policy stops markup that would get past the page, so there are two guards and not one', async () => {
  const { page } = await visit({ hello: helloWith([]), before: guard })
  await sees(page, 'Waiting for the story to begin')
  await page.evaluate(
    `document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.__xss=1"><iframe srcdoc="<script>parent.__xss=1</script>"></iframe>')`,
  )
  await until('a violation', () =>
    page.evaluate('window.violations.some((words) => words.startsWith("script-src"))'),
  )
  expect(await page.evaluate('window.__xss')).toBeUndefined()
})
