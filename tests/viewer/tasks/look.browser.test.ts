import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { xssPayloads } from '../../support/xss-payloads.ts'
import { browserVisits, change, helloWith, sees } from '../support/visit.ts'
import { showJson, task, tasksJson } from './support/shows.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json', '_tasks.json'], 'present')

const longWord = 'Donaudampfschifffahrtsgesellschaft'.repeat(6)
const long = [
  task('a', {
    label: longWord,
    character_id: `${longWord}!`,
    show_id: longWord,
    output_url: `${longWord}.txt`,
  }),
  task('b', { status: 'failed', error: `${longWord}\n`.repeat(20), output_url: 'missing.png' }),
  task('c', { status: 'canceled' }),
  task('d', { status: 'marinating' }),
]

async function openAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /tasks of Portraits/ }).click()
  await page.getByText('The same as a table').click()
  await until('the tasks', async () => (await page.locator('.tk').count()) === 4)
}

for (const width of [390, 1100, 1440]) {
  test(`steps, tasks, timeline and panel stay inside the page at ${width} px`, async () => {
    const { page } = await visit({
      hello,
      files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...long) },
      context: { viewport: { width, height: 900 } },
    })
    await openAll(page)
    const outside = () =>
      page.evaluate(`[...document.querySelectorAll('#app *')]
        .filter((element) => element.getClientRects().length > 0 && !element.closest('.hidden-words, .mark-word, .rail, svg, .tl-scroll, .tl-label'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.className || element.tagName)`)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await outside()).toEqual([])
    const button = await page.locator('.tp-button').boundingBox()
    const edges = await page.evaluate<{ right: number; bottom: number }>(`(() => {
      scrollTo(0, document.documentElement.scrollHeight)
      const boxes = [...document.querySelectorAll('.page *')]
        .filter((element) => !element.closest('.tp-button, .hidden-words') && element.getClientRects().length > 0)
        .map((element) => element.getBoundingClientRect())
      return { right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)) }
    })()`)
    if (width === 390) {
      expect(button?.width, 'the button is a bar as wide as the window').toBe(390)
      expect(edges.bottom, 'the page ends above it').toBeLessThan((button?.y ?? 0) - 16)
    } else {
      expect(edges.right, 'the whole page lies beside the button').toBeLessThan((button?.x ?? 0) - 12)
    }
    await page.locator('.tp-button').click()
    await until('the panel in its place', () => page.evaluate('document.getAnimations().length === 0'))
    expect(await outside()).toEqual([])
    const box = await page.getByRole('dialog').boundingBox()
    expect(box?.width).toBe(width === 390 ? 390 : 500)
    const many = await page.evaluate<
      boolean[]
    >(`[...document.querySelectorAll('.tp-counts dd')].map((count) => {
      const high = count.offsetHeight
      count.textContent = '100,000'
      return count.offsetHeight === high && count.scrollWidth <= count.clientWidth
    })`)
    expect(many, 'a large count stays in one line, inside its card').toEqual([true, true, true, true])
  })
}

for (const width of [390, 1440]) {
  test(`what is pressed on steps and tasks has the size that ${width} px ask for`, async () => {
    const { page } = await visit({
      hello,
      files: {
        '_progress.json': showJson(),
        '_tasks.json': tasksJson(
          task('a', { status: 'failed', error: 'no light\n'.repeat(20), output_url: 'notes.txt' }),
          task('b', { status: 'succeeded', output_url: 'https://example.org/b' }),
        ),
      },
      context: { viewport: { width, height: 900 } },
    })
    await page.getByRole('button', { name: /tasks of Portraits/ }).click()
    const heights = (within: string) =>
      page.evaluate<number[]>(`[...document.querySelectorAll('${within}')]
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => Math.round(element.getBoundingClientRect().height))`)
    const onPage = await heights('#app :is(a, button, summary)')
    await page.locator('.tp-button').click()
    const inPanel = await heights('dialog :is(a, button)')
    expect(inPanel.length).toBeGreaterThanOrEqual(5)
    const small = [...onPage, ...inPanel].filter((height) => height < 44)
    // A finger wants 44; beside a mouse, what stands in a line of text is no higher than the line.
    if (width === 390) expect(small).toEqual([])
    else expect(Math.min(...small)).toBeLessThan(28)
  })
}

const CONTRASTS = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3)
    }
    return [255, 255, 255]
  }
  return [...document.querySelectorAll('#app *')]
    .filter((element) => element.getClientRects().length > 0 && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => {
      const [high, low] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(ground(element))].sort((x, y) => y - x)
      return { ratio: (high + 0.05) / (low + 0.05), what: element.className + ': ' + element.textContent.slice(0, 30) }
    })
    .filter(({ ratio }) => ratio < 4.5)
})()`

for (const colorScheme of ['dark', 'light'] as const) {
  test(`steps and tasks have AA contrast when the system is ${colorScheme}`, async () => {
    const { page } = await visit({
      hello,
      files: { '_progress.json': showJson(), '_tasks.json': tasksJson(...long) },
      context: { colorScheme },
    })
    await openAll(page)
    expect(await page.evaluate(CONTRASTS)).toEqual([])
    await page.locator('.tp-button').click()
    await page.getByRole('dialog').waitFor()
    expect(await page.evaluate(CONTRASTS)).toEqual([])
  })
}

test('with reduced motion neither spinner, bars nor panel move', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(task('a')) },
    context: { reducedMotion: 'reduce' },
  })
  await sees(page, '1 active task')
  await page.locator('.tp-button').click()
  await page.getByRole('dialog').waitFor()
  // Two seconds of the page's own clocks: everything that moves would have moved.
  const moved = await page.evaluate(`new Promise((resolve) => {
    let count = document.getAnimations().length
    const watcher = new MutationObserver((changes) => { count += changes.length })
    watcher.observe(document.querySelector('.pl-head .spinner'), { attributes: true })
    watcher.observe(document.querySelector('.tp-bars'), { attributes: true, subtree: true })
    setTimeout(() => resolve(count), 1200)
  })`)
  expect(moved).toBe(0)
})

test('spinner and bars move while a task is active', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksJson(task('a')) },
  })
  await sees(page, '1 active task')
  const turn = () => page.evaluate<string>('document.querySelector(".pl-head .spinner").style.transform')
  const first = await turn()
  await until('a turn', async () => (await turn()) !== first)
  await until('the bars', () =>
    page.evaluate('document.querySelector(".tp-bars span").style.transform !== ""'),
  )
})

test('no text of a task runs, in whatever field it stands', async () => {
  const signs: string[] = []
  const tasksOf = (payload: string) =>
    tasksJson(
      ...['processing', 'failed', 'succeeded', payload].map((status, index) => ({
        id: `${payload}${index}`,
        type: index === 3 ? payload : 'portrait',
        status,
        show_id: payload,
        character_id: payload,
        label: `${payload}${index}`,
        error: payload,
        output_url: index === 0 ? `${payload}.png` : payload,
        started_at: payload,
        progress: payload,
        metadata: { [payload]: payload },
      })),
    )
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': showJson(), '_tasks.json': tasksOf('begin') },
    before: async (page) => {
      page.on('dialog', (dialog) => {
        signs.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      page.on('request', (request) => {
        if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url()))
          signs.push(`request: ${request.url()}`)
      })
      page.on('pageerror', (error) => signs.push(`error: ${error.message}`))
      await page.addInitScript(
        `globalThis.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`,
      )
    },
  })
  await page.getByRole('button', { name: /tasks of Portraits/ }).click()
  await page.locator('.tp-button').click()
  // Several at once: the page asks for tasks at most twice a second.
  for (let from = 0; from < xssPayloads.length; from += 12) {
    const batch = xssPayloads.slice(from, from + 12)
    const all = batch.flatMap((payload) => JSON.parse(tasksOf(payload)).tasks)
    change(
      server,
      '_tasks.json',
      tasksJson(...all, task('last', { label: `batch ${from}`, show_id: 'last' })),
    )
    await sees(page, `batch ${from}`)
  }
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300)))')
  expect(signs).toEqual([])
  expect(await page.evaluate('({ ran: globalThis.__xss, violations })')).toEqual({
    ran: undefined,
    violations: [],
  })
  const links: string[] = await page
    .locator('dialog a')
    .evaluateAll((all) => all.map((a) => String(Reflect.get(a, 'href'))))
  expect(links.filter((href) => !/^https?:/.test(href))).toEqual([])
})
