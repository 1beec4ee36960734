import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { drawScene } from '../../src/director/generate/draw.ts'
import { launchBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, type Visitor } from './support/visit.ts'

const GALLERY = '/streams/the-lighthouse/keyframes'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** A page of somebody who has logged in, and what it asked the server for. */
async function openPage(
  visitor: Visitor,
  path: string,
  { events = true } = {},
): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: visitor.url })))
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  if (!events) await page.route('**/events', (route) => route.abort())
  const hello = events ? page.waitForResponse((answer) => answer.url().endsWith('/events')) : undefined
  await page.goto(visitor.url + path)
  await hello
  return { page, asked }
}

/** A stream with two keyframes, and a generator that is at work until it is released. */
async function lighthouse() {
  const folder = temporaryFolder('patient')
  const [gate, picture] = [join(folder, 'at-work'), join(folder, 'new.png')]
  writeFileSync(gate, '')
  writeFileSync(picture, drawScene('new', 'test'))
  const config = configWith(
    `console.log('40%'); setInterval(() => {
      if (fs.existsSync(argv[0])) return
      fs.copyFileSync(argv[1], out)
      process.exit()
    }, 20)`,
    {},
    [gate, picture],
  )
  const { house, visitor } = await enter({ config })
  for (const key of ['1', '2']) putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, key)
  return { visitor, release: () => rmSync(gate) }
}

test('a gallery follows what somebody else makes, by itself and without asking again and again', async () => {
  const { visitor, release } = await lighthouse()
  const { page, asked } = await openPage(visitor, GALLERY)
  const [card, other] = [page.locator('#shot-keyframe-1'), page.locator('#shot-keyframe-2')]
  const before = await card.locator('img').getAttribute('src')
  await other.getByText('Reject…').click()
  await other.getByLabel('Note').fill('half a sentence')
  await visitor.send(`${GALLERY}/1/generate`, {})
  await card.getByText('Generating…').waitFor()
  await card.locator('progress[value="40"]').waitFor()
  const asks = () => asked.filter((path) => path.endsWith('/1/card')).length
  const asksBefore = asks()
  // Without events it would ask every two seconds: twice in this time. One may still come from the last event.
  await page.waitForFunction(
    (since) => performance.now() > since + 4500,
    await page.evaluate(() => performance.now()),
  )
  expect(asks() - asksBefore).toBeLessThan(2)
  release()
  await card.getByText('Complete').waitFor()
  expect(await card.locator('img').getAttribute('src')).not.toBe(before)
  expect(await other.getByLabel('Note').inputValue()).toBe('half a sentence')
})

test('without events it asks every two seconds and comes to the same', async () => {
  const { visitor, release } = await lighthouse()
  const { page } = await openPage(visitor, `${GALLERY}/1`, { events: false })
  await page
    .getByRole('button', { name: /^(Reg|G)enerate/ })
    .first()
    .click()
  await page
    .getByText(/Queued…|Generating…/)
    .first()
    .waitFor()
  release()
  await page.getByText('Complete').waitFor()
})

test('a page that shows a decision of somebody else changes by itself, but not under somebody who types', async () => {
  const { visitor } = await lighthouse()
  const { page } = await openPage(visitor, '/streams/the-lighthouse/story')
  const typing = await openPage(visitor, '/streams/the-lighthouse/story')
  await typing.page.getByLabel('Note').first().fill('I am still')
  const form = await visitor.get('/streams/the-lighthouse/story')
  const fields = fieldsOf(form.text, '/streams/the-lighthouse/story')
  await visitor.post('/streams/the-lighthouse/story', { ...fields, verdict: 'approved' })
  await page.getByText('approved by The iris').first().waitFor()
  await typing.page.getByText('This page changed meanwhile.').waitFor()
  expect(await typing.page.getByLabel('Note').first().inputValue()).toBe('I am still')
})

test('“Saved” stays where it was said when the page follows the saving', async () => {
  const { visitor } = await lighthouse()
  const { page } = await openPage(visitor, '/streams/the-lighthouse/spec')
  await page.evaluate(`document.addEventListener('htmx:afterSettle', ({ target }) => {
    if (target.id === 'main') document.documentElement.dataset.followed = ''
  })`)
  const form = page.locator('#segment-2 form', { has: page.getByLabel('Motion prompt') })
  await form.getByLabel('Motion prompt').fill('hold still, then fall')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('Saved').waitFor()
  await page.locator('html[data-followed]').waitFor()
  expect(await form.getByText('Saved').count()).toBe(1)
  expect(await form.getByLabel('Motion prompt').inputValue()).toBe('hold still, then fall')
})
