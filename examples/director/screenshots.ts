import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDirector, makeDemoStreams, openAccounts } from 'story-monitor/director'
import { launchBrowser } from '../../tests/support/browser.ts'
import { smallScreenshot } from '../show-pipeline/small-screenshot.ts'

/*
 * Takes the pictures of this folder's README: each page of the dashboard over the three streams of the demo, at the widths
 * of a phone and of a desk. Usage: npm run build && npx tsx examples/director/screenshots.ts
 */
const WIDTHS = [1440, 390] as const
const PAGES = {
  streams: '/',
  stream: '/streams/the-salt-road',
  story: '/streams/the-salt-road/story',
  spec: '/streams/the-salt-road/spec',
  keyframes: '/streams/the-salt-road/keyframes',
  one: '/streams/the-salt-road/keyframes/2',
  preview: '/streams/the-salt-road/preview',
  new: '/new',
  activity: '/activity',
  figures: '/figures',
} as const

const PASSWORD = 'only for these pictures'
const pictures = fileURLToPath(new URL('screenshots/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'director-screenshots-'))
const [streams, database] = [join(folder, 'streams'), join(folder, 'director.db')]

mkdirSync(pictures, { recursive: true })
await makeDemoStreams(streams)
const accounts = await openAccounts(database)
await accounts.add({ name: 'director', displayName: 'The director', password: PASSWORD })
accounts.close()
const director = await createDirector({ streams, database, port: 0 })
const browser = await launchBrowser()
try {
  const context = await browser.newContext({ colorScheme: 'dark' })
  const unpacker = await browser.newPage()
  const page = await context.newPage()
  const shoot = (name: string, width: number) =>
    smallScreenshot(page, unpacker, join(pictures, `${name}-${width}.png`))
  const at = async (path: string, width: number) => {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    await page.goto(director.url + path)
    await page.waitForLoadState('load')
  }
  for (const width of WIDTHS) {
    await at('/login', width)
    await shoot('login', width)
  }
  await page.getByLabel('Name').fill('director')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor()
  for (const path of ['story', 'spec', 'keyframes/1'] as const) {
    await at(`/streams/the-salt-road/${path}`, 1440)
    await page.getByRole('button', { name: 'Approve', exact: true }).first().click()
    await page.waitForLoadState('load')
  }
  for (const [name, path] of Object.entries(PAGES)) {
    for (const width of WIDTHS) {
      await at(path, width)
      await page.waitForTimeout(400)
      await shoot(name, width)
    }
  }
} finally {
  await browser.close()
  await director.close()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`The pictures are in ${pictures}`)
