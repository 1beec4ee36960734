import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { until } from '../../support/until.ts'
import { xssPayloads } from '../../support/xss-payloads.ts'
import { buildHarness, type StoredFile, serveFiles } from './support/harness.ts'

let browser: Browser
let html: string
beforeAll(async () => {
  ;[browser, html] = await Promise.all([launchBrowser(), buildHarness()])
})
afterAll(() => browser.close())

/** The payload in every field of every entry. */
const poisoned = (payload: string, index: number) => {
  const asset = (type: string) => ({
    asset_name: payload,
    type,
    workflow: payload,
    status: payload,
    params: { [payload]: payload, nested: { [payload]: [payload] } },
    skill_reason: payload,
    result_path: payload,
  })
  const types = ['image', 'audio', 'video', 'text', payload]
  const assets = [asset(types[index % types.length] ?? payload)]
  return {
    title: `t ${payload}`,
    assets: [{ ...asset('image'), status: 'done' }],
    scenes: [{ name: payload, summary: payload, assets, assets_by_type: { [payload]: payload } }],
  }
}

const SCRIPTED_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="parent.__xss=1;window.__xss=1">
<script>parent.__xss=1;alert(1)</script><rect width="9" height="9"/></svg>`

/** Opens the panel and notes every sign of a payload that did run. */
async function visit(
  skeleton: unknown,
  act: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<void>,
) {
  const files = new Map<string, StoredFile>([
    ['/', { body: html, type: 'text/html; charset=utf-8' }],
    ['/_director_progress.json', { body: JSON.stringify(skeleton) }],
    ['/cards/trap.svg', { body: SCRIPTED_SVG, type: 'image/svg+xml' }],
  ])
  const server = await serveFiles(files)
  const page = await browser.newPage({ viewport: { width: 1200, height: 2400 } })
  const signs: string[] = []
  page.on('dialog', (dialog) => {
    signs.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol === 'http:' && host !== new URL(server.url).host) signs.push(`request: ${request.url()}`)
    if (protocol === 'https:') signs.push(`request: ${request.url()}`)
  })
  page.on('framenavigated', (frame) => {
    if (frame.url() !== server.url) signs.push(`went to ${frame.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      if (event.effectiveDirective.startsWith('script'))
        Object.assign(window, { __xss: event.effectiveDirective })
    })
  })
  try {
    await page.goto(server.url)
    await act(page)
    const ran: unknown = await page.evaluate('window.__xss')
    if (ran !== undefined) signs.push(`ran: ${String(ran)}`)
    return signs
  } finally {
    await page.close()
    await server.close()
  }
}

describe('text from outside', () => {
  it('is text in every field, however it looks', async () => {
    const story = {
      title: xssPayloads.join(' '),
      logline: xssPayloads.join(' '),
      chapters: xssPayloads.map(poisoned),
    }
    let rows = 0
    const signs = await visit(story, async (page) => {
      await page.getByRole('button', { name: 'Show assets' }).click()
      await until('the first assets', async () => (await page.locator('.sk-asset').count()) > 3)
      await until(
        'the end of the page',
        async () => {
          rows += await page.locator('.sk-asset').count()
          return page.evaluate(() => {
            scrollBy(0, innerHeight * 1.5)
            return scrollY + innerHeight >= document.documentElement.scrollHeight - 2
          })
        },
        50_000,
      )
      await page.getByRole('searchbox').fill('onerror')
      await until('marks', async () => (await page.locator('mark').count()) > 0)
      // Everything that is an element of the panel was made by the panel.
      const made = await page
        .locator('#app *')
        .evaluateAll((all) => [...new Set(all.map((one) => one.localName))])
      expect(
        made.filter((name) => ['script', 'iframe', 'object', 'embed', 'form', 'style'].includes(name)),
      ).toEqual([])
      expect(await page.locator('#app [onerror], #app [onload], #app [style*="url"]').count()).toBe(0)
    })
    expect(signs).toEqual([])
    expect(rows).toBeGreaterThan(xssPayloads.length)
  }, 120_000)

  it('can not make a drawing run, small or large', async () => {
    const trap = { asset_name: 'trap', type: 'image', status: 'done', result_path: 'cards/trap.svg' }
    const signs = await visit({ chapters: [{ assets: [trap] }] }, async (page) => {
      const drawn = (selector: string) =>
        until('the drawing', () =>
          page
            .locator(selector)
            .evaluate((one) => one instanceof HTMLImageElement && one.complete && one.naturalWidth > 0),
        )
      await drawn('.sk-thumb img')
      await page.locator('.sk-thumb').click()
      await drawn('.sk-lightbox img')
    })
    expect(signs).toEqual([])
  })

  it('never becomes an address outside of the story', async () => {
    const paths = [
      'javascript:window.__xss=1',
      '//xss.invalid/a.png',
      'https://xss.invalid/a.png',
      '../a.png',
      '/a.png',
    ]
    const assets = paths.flatMap((result_path) =>
      ['image', 'audio', 'video', 'text', 'page'].map((type) => ({ type, result_path, status: 'done' })),
    )
    const signs = await visit({ chapters: [{ assets }] }, async (page) => {
      await until('the assets', async () => (await page.locator('.sk-asset').count()) === assets.length)
      expect(await page.locator('#app [src], #app [href]').count()).toBe(0)
    })
    expect(signs).toEqual([])
  })

  it('keeps its direction to itself', async () => {
    const hebrew = '\u202eשלום\u2066'
    const signs = await visit(
      { title: hebrew, chapters: [{ title: hebrew, scenes: [{ name: hebrew }] }] },
      async (page) => {
        await until('the title', async () => (await page.locator('h4').count()) === 1)
        for (const heading of ['h2', 'h3', 'h4'])
          expect(await page.locator(`${heading} bdi`).textContent()).toBe(hebrew)
      },
    )
    expect(signs).toEqual([])
  })
})
