import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { putKeyframe } from './support/pictures.ts'
import { addUser, enter, openHouse, PASSWORD } from './support/visit.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('without scripts she logs in, reads, approves, begins a stream and puts one away', async () => {
  const house = await openHouse()
  await addUser(house.database)
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'one')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(house.url)
  await page.getByLabel('Name').fill('iris')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('link', { name: 'The Lighthouse That Listened' }).click()
  await page.getByRole('link', { name: 'Go on with story' }).click()
  await page.getByText('She carried no oil. She carried a radio.').waitFor()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.getByText('approved by The iris').first().waitFor()
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes/1`)
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes?show=approved`)
  expect(await page.locator('article').count()).toBe(1)

  await page.getByRole('link', { name: 'Streams' }).click()
  await page.getByRole('link', { name: 'New stream' }).click()
  await page.getByLabel('Story').fill('The lamp was already burning.')
  await page.getByRole('button', { name: 'Make the stream' }).click()
  await page.getByText('Give it a title.').waitFor()
  expect(await page.getByLabel('Story').inputValue()).toBe('The lamp was already burning.')
  await page.getByLabel('Title').fill('The Salt Road')
  await page.getByRole('button', { name: 'Make the stream' }).click()
  await page.getByRole('heading', { name: 'The Salt Road' }).waitFor()
  expect(readFileSync(join(house.streams, 'the-salt-road', 'input.json'), 'utf8')).toContain(
    'already burning',
  )

  await page.getByRole('button', { name: 'Put into the archive' }).click()
  await page.getByText('This stream is in the archive').waitFor()
  await page.getByRole('link', { name: 'Activity' }).first().click()
  await page.getByText('archived The Salt Road').waitFor()
  await context.close()
})

test('the pages above all streams fit a phone, name their parts, and are walked with the keyboard', async () => {
  const { house, visitor } = await enter()
  mkdirSync(join(house.streams, 'long'))
  const title = `A title with a word ${'of many letters'.replaceAll(' ', '').repeat(8)} that nobody shortened`
  writeFileSync(join(house.streams, 'long', 'input.json'), JSON.stringify({ title, story: title }))
  writeFileSync(join(house.streams, 'long', 'production.json'), '{"broken": ')
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: house.url })))
  const page = await context.newPage()
  for (const path of [
    '/',
    '/new',
    '/activity',
    '/figures',
    '/account',
    '/?q=nothing+fits',
    '/streams/the-lighthouse',
    '/streams/long',
  ]) {
    await page.goto(house.url + path)
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect([path, width]).toEqual([path, 390])
    const nameless = await page.evaluate<string[]>(NAMELESS)
    expect([path, nameless]).toEqual([path, []])
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
  }
  await context.close()
})

/** Runs in the page: controls that a screen reader could not name. */
const NAMELESS = `
[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a, progress')]
  .filter((one) => !(one.getAttribute('aria-label') || one.labels?.length || one.textContent.trim()))
  .map((one) => one.outerHTML)`
