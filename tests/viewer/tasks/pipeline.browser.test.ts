import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { browserVisits, change, helloWith, sees } from '../support/visit.ts'
import { at, showJson, task, tasksJson } from './support/shows.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json', '_tasks.json'], 'present')

const three = [
  task('alice', { status: 'succeeded', completed_at: at(30) }),
  task('bob', { status: 'failed', error: 'the light went out', completed_at: at(31), started_at: at(21) }),
  task('cleo', { started_at: at(32) }),
]

/** The words as they are seen: what is hidden is left out. */
const words = async (locator: Locator): Promise<string> => (await locator.allInnerTexts()).join('\n')

const step = (page: Page, label: string) =>
  page.locator('.pl-step').filter({ has: page.getByRole('heading', { name: label, exact: true }) })

const openPortraits = (page: Page) => page.getByRole('button', { name: /tasks? of Portraits/ }).click()

test('each step shows its state, its icon and what its tasks come to', async () => {
  const progress = showJson({
    phase_progress: { portrait: { complete: 3, total: 7 } },
    phases: { 'show-generation': 'done', portrait: 'running', video: 'skipped' },
    skip_reasons: { video: 'nobody moves' },
  })
  const { page } = await visit({
    hello,
    files: { '_progress.json': progress, '_tasks.json': tasksJson(...three) },
  })
  await sees(page, '3 of 7 complete')
  const portraits = step(page, 'Portraits')
  expect(await portraits.getAttribute('data-state')).toBe('active')
  expect(await words(portraits.locator('.pl-counts p'))).toMatch(/3 of 7 complete\s+1 in progress\s+1 failed/)
  expect(await portraits.locator('.pl-head .spinner').count()).toBe(1)
  expect(await portraits.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('3 of 7 complete')
  const states = await page
    .locator('.pl-step')
    .evaluateAll((steps) => steps.map((one) => one.getAttribute('data-state')))
  expect(states).toEqual(['done', 'pending', 'active', 'skipped', 'pending'])
  expect(await words(step(page, 'Character Videos'))).toContain('nobody moves')
  expect(await page.locator('.pl-head .mark').allInnerTexts()).toEqual([
    'Done',
    'Pending',
    'In progress',
    'Skipped',
    'Pending',
  ])
})

test('a step fails with the error of its task and is done when all of its total succeeded', async () => {
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...three.slice(0, 2)) },
  })
  await until(
    'the failed step',
    async () => (await step(page, 'Portraits').getAttribute('data-state')) === 'failed',
  )
  expect(await words(step(page, 'Portraits').locator('.pl-note'))).toBe('the light went out')
  change(
    server,
    '_tasks.json',
    tasksJson(task('alice', { status: 'succeeded' }), task('bob', { status: 'succeeded' })),
  )
  await until(
    'the done step',
    async () => (await step(page, 'Portraits').getAttribute('data-state')) === 'done',
  )
  expect(await words(page.locator('.pl-overall'))).toMatch(/60 % of the pipeline · 3 of 5 steps complete/)
})

test('an opened step lists its tasks, the newest first, and stays open through updates', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(...three),
    },
  })
  await openPortraits(page)
  const names = () => page.locator('.tk-name bdi:first-child').allInnerTexts()
  expect(await names()).toEqual(['Cleo', 'Bob', 'Alice'])
  const cleo = page.locator('.tk').first()
  expect(await cleo.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40')
  expect(await words(page.locator('.tk').nth(1).locator('.tk-error'))).toBe('the light went out')
  const before = await words(cleo.locator('.tk-time'))
  expect(before).toMatch(/^\d+:\d\d$/)
  await until('a tick', async () => (await words(cleo.locator('.tk-time'))) !== before)
  await page.getByRole('button', { name: /of Portraits/ }).focus()
  change(server, '_tasks.json', tasksJson(...three, task('dora', { started_at: at(40) })))
  await until('the new task', async () => (await names())[0] === 'Dora')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-expanded")')).toBe('true')
})

test('what a task made is a thumbnail, a player or a link, and never leads out of the folder unasked', async () => {
  const outputs = [
    'portraits/alice #1.png',
    'a.mp4',
    'a.wav',
    'notes.txt',
    'page.html',
    'https://example.org/a.png',
    '../../etc/passwd',
    'javascript:alert(1)',
    '//example.org/a.png',
  ]
  const tasks = outputs.map((url, index) =>
    task(`t${index}`, { status: 'succeeded', output_url: url, started_at: at(40 - index) }),
  )
  // A film that is still on its way; one that fails is shown as missing.
  const before = (page: Page) => page.route('**/a.mp4', () => {})
  const { page } = await visit({
    hello,
    before,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...tasks) },
  })
  await openPortraits(page)
  const rows = page.locator('.tk')
  await until('the missing picture', async () => (await words(rows.nth(0))).includes('its file is not there'))
  expect(await rows.nth(1).locator('video').getAttribute('src')).toBe('a.mp4')
  expect(await rows.nth(2).locator('audio').getAttribute('aria-label')).toBe('T2')
  expect(await words(rows.nth(3).getByRole('link'))).toBe('Open notes.txt')
  expect(await rows.nth(3).getByRole('link').getAttribute('download')).toBeNull()
  expect(await rows.nth(4).getByRole('link').getAttribute('download')).not.toBeNull()
  expect(await words(rows.nth(5).getByRole('link'))).toBe('Open example.org')
  for (const index of [6, 7, 8]) expect(await rows.nth(index).locator('a, img, video, audio').count()).toBe(0)
})

test('when the pipeline is gone its tasks have failed, nothing spins and no clock ticks', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json', '_tasks.json'], 'gone'),
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...three) },
  })
  await until(
    'the failed step',
    async () => (await step(page, 'Portraits').getAttribute('data-state')) === 'failed',
  )
  expect(await page.locator('.spinner').count()).toBe(0)
  await openPortraits(page)
  expect(await words(page.locator('.tk').first().locator('.tk-error'))).toBe('process died')
  expect(await words(page.locator('.tk-time').first())).not.toMatch(/:/)
  expect(await words(page.locator('.tp-button'))).toBe('2 failed tasks')
})

test('what is left is a range that says how good such ranges were', async () => {
  const eta = {
    phases: { portrait: { seconds: 40, low_seconds: 31, high_seconds: 55 } },
    total: { seconds: 300, low_seconds: 245, high_seconds: 365 },
    past_error: 0.14,
    samples: 20,
  }
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': showJson({ eta, updated_ts: new Date().toISOString() }),
      '_tasks.json': tasksJson(...three),
    },
  })
  await until('the forecast', async () =>
    /about [45] to [56] min left\s*last 20: ±14 %/.test(await words(page.locator('.pl-overall'))),
  )
  expect(await words(step(page, 'Portraits').locator('.eta'))).toMatch(/left$/)
})

test('the panel opens from the button, counts, groups by show, holds the focus and gives it back', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(...three, task('zoe', { show_id: 'another show' })),
    },
  })
  const button = page.getByRole('button', { name: '2 active tasks' })
  await button.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Tasks' })
  await panel.waitFor()
  expect(await words(panel.locator('.tp-counts'))).toMatch(/Active\s+2\s+Done\s+1\s+Failed\s+1/)
  expect(await panel.locator('h3').allInnerTexts()).toEqual(['the-last-ferry', 'another show'])
  expect(await panel.locator('section').first().locator('.tk-name bdi:first-child').allInnerTexts()).toEqual([
    'Cleo',
    'Bob',
    'Alice',
  ])
  await until('the panel in its place', () => page.evaluate('document.getAnimations().length === 0'))
  const box = await panel.boundingBox()
  expect([box?.x, box?.width]).toEqual([940, 500])
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab')
    const outside = await page.evaluate(
      'document.activeElement !== document.body && !document.activeElement.closest("dialog")',
    )
    expect(outside).toBe(false)
  }
  expect(await panel.getByText('All clear').count()).toBe(0)
  change(server, '_tasks.json', tasksJson(task('alice', { status: 'succeeded' })))
  await panel.getByText('All clear').waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await until('the focus back', () => page.evaluate('document.activeElement.classList.contains("tp-button")'))
})

const inPanel = 'document.activeElement.closest("dialog.tp") !== null'

test('the panel stays open over an empty list, says All clear, and keeps the focus', async () => {
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...three) },
  })
  await page.getByRole('button', { name: '1 active task' }).press('Enter')
  const panel = page.getByRole('dialog', { name: 'Tasks' })
  await panel.getByRole('button', { name: 'the-last-ferry' }).focus()
  change(server, '_tasks.json', tasksJson())
  await panel.getByRole('status').getByText('All clear').waitFor()
  expect(await panel.locator('section').count()).toBe(0)
  await until('the focus in the panel', () => page.evaluate(inPanel))
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await words(page.locator('.tp-button'))).toBe('No tasks')
  await until('the focus back', () => page.evaluate('document.activeElement.classList.contains("tp-button")'))
})

test('a canceled task is counted, and is not all clear', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(
        task('alice', { status: 'succeeded' }),
        task('bob', { status: 'canceled', completed_at: at(30) }),
      ),
    },
  })
  await page.getByRole('button', { name: '1 canceled task' }).click()
  const panel = page.getByRole('dialog', { name: 'Tasks' })
  expect(await words(panel.locator('.tp-counts'))).toMatch(
    /Active\s+0\s+Done\s+1\s+Failed\s+0\s+Canceled\s+1/,
  )
  expect(await words(panel.locator('.tp-show-counts'))).toBe('1 canceled · 1 done')
  expect(await panel.getByText('All clear').count()).toBe(0)
  change(server, '_tasks.json', tasksJson(task('alice', { status: 'succeeded' })))
  await panel.getByText('All clear').waitFor()
  expect(await words(panel.locator('.tp-counts'))).not.toContain('Canceled')
})

test('a story without tasks has no button and keeps its cards', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json']),
    files: {
      '_progress.json': showJson({
        workflow: 'story',
        phase_order: ['reddit'],
        phases: { reddit: 'running' },
      }),
    },
  })
  await page.locator('.phase').first().waitFor()
  expect(await page.locator('.tp-button, .pl-step').count()).toBe(0)
})

test('the timeline gives exact figures to pointer, keyboard and screen reader', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...three) },
  })
  const bars = page.getByRole('application', { name: /Timeline of 5 steps/ })
  const readout = page.locator('.tl-readout')
  await bars.focus()
  await page.keyboard.press('ArrowRight')
  await until('the first step', async () =>
    /^Show Blueprint · .* · 10\.0 s · done$/.test(await words(readout)),
  )
  await page.keyboard.press('ArrowDown')
  await until('what waited', async () =>
    /^Character Seeds · .* · 6\.0 s · done · waited 4\.0 s$/.test(await words(readout)),
  )
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await until('a task', async () => /^Bob \(Portraits\) · .* · 10\.0 s · failed/.test(await words(readout)))
  expect(await readout.getAttribute('aria-live')).toBe('polite')
  await page.keyboard.press('End')
  await until('the last bar', async () => (await words(readout)).startsWith('Cleo (Portraits)'))
  await page.keyboard.press('Home')
  await until('the first bar', async () => (await words(readout)).startsWith('Show Blueprint'))
  await page.keyboard.press('Escape')
  await until('no reading', async () => (await words(readout)).startsWith('Point at a bar'))
  expect(await bars.evaluate((element) => element.matches(':focus'))).toBe(true)
  const box = await bars.boundingBox()
  // The first bar begins at the left edge, below its label.
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 28)
  await until('the pointed bar', async () => (await words(readout)).startsWith('Show Blueprint'))
  await page.getByText('The same as a table').click()
  await page.getByRole('row', { name: /Character Seeds/ }).waitFor()
  expect(await words(page.getByRole('row', { name: /Character Seeds/ }))).toMatch(
    /Done\s+[\d:]+\s+6\.0 s\s+4\.0 s/,
  )
  expect(await words(page.getByRole('row', { name: /Portraits/ }))).toMatch(/3 tasks; longest: Cleo/)
})

const failedBefore = (error: string) => ({
  started_at: at(21),
  completed_at: at(25),
  status: 'failed',
  error,
})

test('a task that is tried again says which attempt it is and why the ones before failed', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(
        task('alice', { started_at: at(30), attempts: [failedBefore('the light went out')] }),
        task('bob', {
          started_at: at(29),
          attempts: ['a', 'b', 'c', 'd'].map((error) => failedBefore(`smoke ${error}`)),
        }),
        task('cleo', { started_at: at(28) }),
      ),
    },
  })
  await openPortraits(page)
  const rows = page.locator('.tk')
  expect(await words(rows.nth(0))).toMatch(
    /attempt 2[\s\S]*attempt 1 failed after 4\.0 s\s+the light went out$/,
  )
  // The latest first, and no more than say something.
  expect(await rows.nth(1).locator('.tk-earlier .err').allInnerTexts()).toEqual([
    'smoke d',
    'smoke c',
    'smoke b',
  ])
  expect(await words(rows.nth(1))).toContain('attempt 5')
  expect(await words(rows.nth(2))).not.toContain('attempt')
  await page.getByText('The same as a table').click()
  await page.getByRole('row', { name: /Portraits/ }).waitFor()
  expect(await words(page.getByRole('row', { name: /Portraits/ }))).toContain('3 tasks, 8 attempts; longest:')
})

/** How many dots of the timeline have a colour of the theme. */
const dotsOf = (page: Page, colour: string) =>
  page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.tl-bars canvas')
    const probe = document.createElement('canvas').getContext('2d')
    probe.fillStyle = getComputedStyle(canvas).getPropertyValue('${colour}')
    probe.fillRect(0, 0, 1, 1)
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1
    return count
  })()`)

test('out of sight the timeline is still of one moment, shows what failed, and is new for the printer', async () => {
  const tall = { viewport: { width: 1440, height: 260 } }
  const { page, server } = await visit({
    hello,
    context: tall,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...three.slice(2)) },
  })
  const axis = () => words(page.locator('.tl-axis span').last())
  await until('the bars', async () => (await dotsOf(page, '--accent')) > 0)
  const tick = async () => {
    const clock = await words(step(page, 'Portraits').locator('.pl-time'))
    const moved = async () => (await words(step(page, 'Portraits').locator('.pl-time'))) !== clock
    await until('the clock to tick', moved)
  }
  // Until the page is laid out and the browser has told what is in sight, the timeline may still move.
  const end = await until('the axis to stand while the clock ticks', async () => {
    const before = await axis()
    await tick()
    await tick()
    return (await axis()) === before && before
  })
  await page.evaluate('dispatchEvent(new Event("beforeprint"))')
  await until('the moment of printing', async () => (await axis()) !== end)
  await page.evaluate('dispatchEvent(new Event("afterprint"))')
  change(
    server,
    '_progress.json',
    showJson({ phases: { 'show-generation': 'done', 'character-seeds': 'done', portrait: 'error' } }),
  )
  change(server, '_tasks.json', tasksJson(task('cleo', { status: 'failed', error: 'smoke' })))
  await until('what failed', async () => (await dotsOf(page, '--bad')) > 0)
  expect(await dotsOf(page, '--accent')).toBe(0)
})

test('of ten thousand tasks the first fifty are drawn, and more on demand', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    task(`t${index}`, { started_at: at(index / 1000) }),
  )
  const { page } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...many) },
  })
  await openPortraits(page)
  await until('fifty', async () => (await page.locator('.tk').count()) === 50)
  await page.getByRole('button', { name: /9,950 more/ }).click()
  await until('a hundred more', async () => (await page.locator('.tk').count()) === 150)
  expect(await words(page.locator('.tp-button'))).toBe('10,000 active tasks')
})

test('of thousands of shows the panel draws some, and opens those that the reader asks for', async () => {
  const many = Array.from({ length: 4000 }, (_, index) =>
    task(`t${index}`, { show_id: `show ${index >> 1}`, status: index === 3999 ? 'failed' : 'succeeded' }),
  )
  const { page } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...many) },
  })
  await page.getByRole('button', { name: '1 failed task' }).click()
  const panel = page.getByRole('dialog', { name: 'Tasks' })
  await panel.getByRole('button', { name: /1,950 more shows/ }).waitFor()
  // The show that asks for attention comes first, and only that one is open.
  expect(await words(panel.locator('h3').first())).toBe('show 1999')
  expect(await words(panel.locator('.tp-show-counts').first())).toBe('1 failed · 1 done')
  expect(await panel.locator('.tk').count()).toBe(2)
  await panel.getByRole('button', { name: 'show 7', exact: true }).click()
  expect(await panel.locator('.tk').count()).toBe(4)
  await panel.getByRole('button', { name: /more shows/ }).click()
  expect(await panel.locator('h3').count()).toBe(100)
})

test('a task whose type is no step of the story says so in the panel', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(task('alice'), task('sky', { type: 'matte_painting' })),
    },
  })
  await page.getByRole('button', { name: '2 active tasks' }).click()
  const row = page.getByRole('dialog').locator('.tk').filter({ hasText: 'Sky' })
  expect(await words(row.locator('.tk-who'))).toBe('Matte painting, which is no step of this story · sky')
})

test('tasks of no step stand in a step of their own, which is no part of the whole', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(task('alice'), task('sky', { type: 'matte_painting' })),
    },
  })
  await page.getByRole('button', { name: /1 task of Other tasks/ }).click()
  expect(await words(step(page, 'Other tasks').locator('.tk-who'))).toBe('Matte painting · sky')
  expect(await words(page.locator('.pl-overall-words'))).toMatch(/2 of 5 steps complete/)
  await page.getByRole('application', { name: /Timeline of 6 steps/ }).waitFor()
})

test('of a long error the beginning is shown, and all of it on demand', async () => {
  const error = Array.from(
    { length: 60 },
    (_, line) => `line ${line}: ${'the light went out '.repeat(4)}`,
  ).join('\n')
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': showJson(),
      '_tasks.json': tasksJson(task('bob', { status: 'failed', error })),
    },
  })
  const note = step(page, 'Portraits').locator('.pl-note')
  await until('the beginning', async () => /^line 0: .*…\s+whole error$/s.test(await words(note)))
  expect((await note.boundingBox())?.height ?? 0).toBeLessThan(180)
  await note.getByRole('button', { name: 'whole error' }).click()
  expect(await words(note)).toContain('line 59')
  await note.getByRole('button', { name: 'less' }).click()
  expect(await words(note)).not.toContain('line 59')
})
