import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { MANY_GALLERY, openMany } from './support/many.ts'
import { fieldsOf } from './support/visit.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('what is typed into a new stream is kept until the stream is made, and not offered after', async () => {
  const { context, page, house } = await openMany(browser, 1)
  await page.goto(`${house.url}/new`)
  await page.getByLabel('Story').fill('The lamp was already burning.')
  await page.reload()
  await page.getByText('You typed this before, and it was not sent.').waitFor()
  expect(await page.getByLabel('Story').inputValue()).toBe('The lamp was already burning.')
  await page.getByRole('button', { name: 'Make the stream' }).click()
  await page.getByText('Give it a title.').waitFor()
  await page.reload()
  expect(await page.getByLabel('Story').inputValue()).toBe('The lamp was already burning.')
  await page.getByLabel('Title').fill('The Salt Road')
  await page.getByRole('button', { name: 'Make the stream' }).click()
  await page.getByRole('heading', { name: 'The Salt Road' }).waitFor()
  await page.goto(`${house.url}/new`)
  expect(await page.getByLabel('Story').inputValue()).toBe('')
  await context.close()
})

test('the list is walked by key, and a button in the bar tells the keys', async () => {
  const { context, page, house } = await openMany(browser, 1)
  await page.goto(house.url)
  await page.getByRole('button', { name: 'Keys' }).click()
  await page.getByRole('dialog', { name: 'Keys' }).getByText('open the stream').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  const first = await page.locator('.streams .cover').first().getAttribute('href')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${house.url}${first}`)
  await context.close()
})

test('what came of a batch is said once, and counts follow what somebody else decides', async () => {
  const { context, page, house, visitor } = await openMany(browser, 2)
  await page.goto(`${house.url}${MANY_GALLERY}?did=approved&count=2`)
  await page.getByText('2 approved.').waitFor()
  expect(new URL(page.url()).search).toBe('')
  const way = `${MANY_GALLERY}/1`
  const fields = fieldsOf((await visitor.get(way)).text, way)
  await visitor.post(way, { ...fields, verdict: 'approved' })
  await page.locator('#count-approved', { hasText: '1' }).waitFor({ timeout: 20_000 })
  await page.locator('#count-waiting', { hasText: '1' }).waitFor({ timeout: 20_000 })
  await page.getByText(/approved by The iris, today \d+:\d\d/).waitFor()
  await context.close()
})

test('a prompt has its Save while it is changed, and the preview says what is missing and plays all', async () => {
  const { context, page, house } = await openMany(browser, 2)
  await page.goto(`${house.url}${MANY_GALLERY}/1`)
  const prompts = page.getByRole('form', { name: 'Prompts' })
  const save = prompts.getByRole('button', { name: 'Save', exact: true })
  await prompts.getByRole('button', { name: 'Regenerate', exact: true }).waitFor()
  expect(await save.isVisible()).toBe(false)
  await page.getByLabel('Image prompt').fill('a calm sea')
  await prompts.getByRole('button', { name: 'Save and regenerate' }).waitFor()
  expect(await save.isVisible()).toBe(true)
  await page.goto(`${house.url}/streams/many/preview`)
  await page.getByText('SCENE 2 has no video yet: its keyframe stands here.').waitFor()
  await page.getByRole('button', { name: 'Play it all' }).click()
  await page.getByText('1 of 2 · SCENE 1').waitFor()
  await page.getByText('2 of 2 · SCENE 2').waitFor({ timeout: 20_000 })
  await context.close()
})
