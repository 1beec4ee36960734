import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { createDirector, makeDemoStreams, openAccounts } from 'story-monitor/director'
import { launchBrowser } from '../../tests/support/browser.ts'
import { smallPng } from '../show-pipeline/small-png.ts'

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

/** Runs in the page: the pixels of a PNG, as base64. */
const UNPACK = `
globalThis.unpack = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
  let text = ''
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
  return { height: bitmap.height, rgba: btoa(text) }
}`

/** The browser unpacks its own picture; what is kept is a small one. */
async function shoot(page: Page, unpacker: Page, name: string, width: number): Promise<void> {
  const whole = await page.screenshot()
  const { height, rgba } = await unpacker.evaluate<{ height: number; rgba: string }>(
    `unpack('${whole.toString('base64')}')`,
  )
  writeFileSync(join(pictures, `${name}-${width}.png`), smallPng(width, height, Buffer.from(rgba, 'base64')))
}

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
  await unpacker.evaluate(UNPACK)
  const page = await context.newPage()
  const at = async (path: string, width: number) => {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    await page.goto(director.url + path)
    await page.waitForLoadState('load')
  }
  for (const width of WIDTHS) {
    await at('/login', width)
    await shoot(page, unpacker, 'login', width)
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
      await shoot(page, unpacker, name, width)
    }
  }
} finally {
  await browser.close()
  await director.close()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`The pictures are in ${pictures}`)
