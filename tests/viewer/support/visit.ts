import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { builtPages } from './pages.ts'
import { startTestServer, type TestServer } from './test-server.ts'

export type VisitOptions = {
  /** The files of the folder; more can be put into `server.files` later. */
  files?: { readonly [path: string]: string | number }
  /** The first words of the event stream; with it the page takes the server for story-monitor's own. */
  hello?: () => unknown
  which?: 'viewer' | 'index'
  context?: BrowserContextOptions
  /** Called before the page loads. */
  before?: (page: Page) => Promise<unknown>
}

/** A page under test with its server. */
export type Visit = { page: Page; server: TestServer; reload(): Promise<void> }

/** One browser for the test file, a server and a page of its own for each test. */
export function browserVisits(): (options?: VisitOptions) => Promise<Visit> {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  return async ({ files = {}, hello, which = 'viewer', context: settings, before } = {}) => {
    if (browser === undefined) throw new Error('the browser has not been started')
    const pages = await builtPages()
    const server = await startTestServer(hello === undefined ? {} : { hello })
    const html =
      hello === undefined ? pages[which] : pages[which].replace('data-server="none"', 'data-server="live"')
    server.files.set('page.html', html)
    for (const [path, body] of Object.entries(files)) server.files.set(path, body)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...settings })
    onTestFinished(async () => {
      await context.close()
      await server.close()
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await before?.(page)
    await page.goto(`${server.url}page.html`)
    return {
      page,
      server,
      reload: async () => {
        await page.reload()
      },
    }
  }
}

/** The hello of a server whose folder has these files. */
export const helloWith =
  (files: readonly string[], writer = 'unknown') =>
  () => ({ files, writer, now: new Date().toISOString() })

/** A live visit's update: puts the text in place and says so. */
export function change(server: TestServer, path: string, body: string): void {
  server.files.set(path, body)
  server.emit('change', { file: path })
}

/** Waits until this text can be seen. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor({ state: 'visible' })
}

/** The state that the badge shows. */
export const badge = (page: Page) => page.locator('.header .badge')

/** One phase's card by its label. */
export const card = (page: Page, label: string) =>
  page.locator('.phase').filter({ has: page.getByRole('heading', { name: label, exact: true }) })
