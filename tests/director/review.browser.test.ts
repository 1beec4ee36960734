import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { until } from '../support/until.ts'
import { putKeyframe } from './support/pictures.ts'
import { addUser, openHouse, PASSWORD } from './support/visit.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function login(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Name').fill('iris')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor()
}

async function lighthouse() {
  const house = await openHouse()
  await addUser(house.database)
  for (const key of ['1', '2', '3'])
    putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, `frame ${key}`)
  return house
}

test('she logs in, approves a keyframe, edits its prompt, sees it stale and makes it again', async () => {
  const house = await lighthouse()
  const page = await browser.newPage()
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text())
  })
  await login(page, house.url)
  await page.getByRole('link', { name: 'The Lighthouse That Listened' }).click()
  await page.getByRole('navigation', { name: 'Checkpoints' }).getByRole('link', { name: 'Keyframes' }).click()
  const card = page.locator('#shot-keyframe-1')
  await card.getByRole('button', { name: 'Approve' }).click()
  await card.getByText('approved by The iris').waitFor()

  await card.getByRole('heading').getByRole('link').click()
  await page.getByLabel('Image prompt').fill('a lit lamp above a summer sea')
  await page
    .locator('form', { has: page.getByLabel('Image prompt') })
    .getByRole('button', { name: 'Save' })
    .click()
  await page.getByText('The prompt changed after this picture was approved.').waitFor()
  expect(await page.getByLabel('Image prompt').inputValue()).toBe('a lit lamp above a summer sea')

  const before = await page.locator('.stage img').getAttribute('src')
  await page.getByRole('button', { name: 'Regenerate' }).click()
  await page.getByText('Complete').waitFor()
  await page.getByText('The picture is another one than was approved.').waitFor()
  expect(await page.locator('.stage img').getAttribute('src')).not.toBe(before)
  expect(
    await page
      .locator('.stage img')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBe(960)
  expect(trouble).toEqual([])
  await page.close()
})

test('one at a time all is decided by key, and the next that waits comes by itself', async () => {
  const house = await lighthouse()
  const page = await browser.newPage()
  await login(page, house.url)
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes/1`)
  await page.keyboard.press('a')
  await page.getByText('2 of 3').waitFor()
  await page.keyboard.press('r')
  await page.keyboard.type('too bright: a, r, j and ? are letters here')
  await page.keyboard.press('Control+Enter')
  await page.getByText('3 of 3').waitFor()
  await page.keyboard.press('k')
  await page.getByText('rejected by The iris').first().waitFor()
  await page.getByText('too bright: a, r, j and ? are letters here').first().waitFor()
  await page.keyboard.press('u')
  await page.getByText('waits for you').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('approve').waitFor()
  await page.keyboard.press('a')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('waits for you').waitFor()
  await page.close()
})

test('a half-typed prompt is offered back, and a half-typed note stands there again, after the page was closed', async () => {
  const house = await lighthouse()
  const context = await browser.newContext()
  const page = await context.newPage()
  await login(page, house.url)
  const shot = `${house.url}/streams/the-lighthouse/keyframes/3`
  await page.goto(shot)
  await page.getByLabel('Image prompt').fill('half a thou')
  await page.getByLabel('Note').fill('the horizon is')
  await page.close()
  const later = await context.newPage()
  await later.goto(shot)
  expect(await later.getByLabel('Note').inputValue()).toBe('the horizon is')
  expect(await later.getByLabel('Image prompt').inputValue()).not.toBe('half a thou')
  await later.getByRole('button', { name: 'Take it back' }).click()
  expect(await later.getByLabel('Image prompt').inputValue()).toBe('half a thou')

  await later.getByRole('button', { name: 'Only note it' }).click()
  await later.getByText('Decisions so far (1)').waitFor()
  await later.reload()
  expect(await later.getByLabel('Note').inputValue()).toBe('')
  expect(await later.getByRole('button', { name: 'Take it back' }).count()).toBe(1)
  await context.close()
})

test('what is typed while the server is away, or for another session, is still there', async () => {
  const house = await lighthouse()
  const page = await browser.newPage()
  await login(page, house.url)
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes/1`)
  await page.getByLabel('Note').fill('too dark')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Reject' }).click()
  await page.getByRole('alert').getByText('The server does not answer').waitFor()
  await page.context().setOffline(false)
  await page.locator('.decide input[name="token"]').evaluate((field: HTMLInputElement) => {
    field.value = 'of another session'
  })
  await page.getByRole('button', { name: 'Reject' }).click()
  await page.getByRole('alert').getByText('This form is from another session').waitFor()
  await page.reload()
  expect(await page.getByLabel('Note').inputValue()).toBe('too dark')
  await page.close()
})

test('a note that was sent is not offered as one that was not', async () => {
  const house = await lighthouse()
  const page = await browser.newPage()
  await login(page, house.url)
  await page.goto(`${house.url}/streams/the-lighthouse/story`)
  await page.getByLabel('Note').fill('too dark')
  await page.getByRole('button', { name: 'Ask for changes' }).click()
  await page.getByText('rejected by The iris').first().waitFor()
  expect(await page.getByLabel('Note').inputValue()).toBe('')
  expect(await page.getByText('was not sent').count()).toBe(0)
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes`)
  const card = page.locator('#shot-keyframe-2')
  await card.getByText('Reject…').click()
  await card.getByLabel('Note').fill('wrong boats')
  await card.getByRole('button', { name: 'Reject', exact: true }).click()
  await card.getByText('rejected by The iris').waitFor()
  expect(await page.getByText('was not sent').count()).toBe(0)
  await page.close()
})

test('two who edit one prompt are told, with both texts, and nothing typed is lost', async () => {
  const house = await lighthouse()
  const context = await browser.newContext()
  const [one, other] = [await context.newPage(), await context.newPage()]
  await login(one, house.url)
  for (const page of [one, other]) await page.goto(`${house.url}/streams/the-lighthouse/spec`)
  const formOn = (page: Page) => page.locator('#segment-2 form', { has: page.getByLabel('Motion prompt') })
  const spec = join(house.streams, 'the-lighthouse/production.json')
  const saved = (words: string) => until('the spec', () => readFileSync(spec, 'utf8').includes(words))
  const save = (page: Page) => formOn(page).getByRole('button', { name: 'Save' }).click()
  // Typed before the other saves: a page on which nothing is typed follows by itself.
  const late = formOn(other)
  await late.getByLabel('Motion prompt').fill('hold still, then fall')
  await formOn(one).getByLabel('Motion prompt').fill('hold still, then drift')
  await save(one)
  await saved('hold still, then drift')
  await save(other)
  await late.getByText('Somebody else changed this meanwhile').waitFor()
  expect(await late.locator('del').textContent()).toBe('drift')
  expect(await late.locator('ins').textContent()).toBe('fall')
  expect(await late.getByLabel('Motion prompt').inputValue()).toBe('hold still, then fall')
  await save(other)
  await saved('hold still, then fall')
  await context.close()
})

test('without JavaScript she reads, approves and edits all the same', async () => {
  const house = await lighthouse()
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await login(page, house.url)
  await page.goto(`${house.url}/streams/the-lighthouse/keyframes`)
  await page.locator('#shot-keyframe-1').getByRole('button', { name: 'Approve' }).click()
  await page.locator('#shot-keyframe-1').getByText('approved by The iris').waitFor()
  await page.goto(`${house.url}/streams/the-lighthouse/spec`)
  const field = page.locator('#segment-1').getByLabel('Motion prompt')
  await field.fill('hold still')
  await page
    .locator('#segment-1 form', { has: page.getByLabel('Motion prompt') })
    .getByRole('button', { name: 'Save' })
    .click()
  expect(await page.locator('#segment-1').getByLabel('Motion prompt').inputValue()).toBe('hold still')
  await context.close()
})
