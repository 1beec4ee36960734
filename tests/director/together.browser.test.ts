import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { until } from '../support/until.ts'
import { MANY_GALLERY as GALLERY, openMany } from './support/many.ts'
import { addUser, fieldsOf, type House, PASSWORD, promptFields, Visitor } from './support/visit.ts'

const SPEC = '/streams/the-lighthouse/spec'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function gallery(count: number) {
  const opened = await openMany(browser, count)
  onTestFinished(() => opened.context.close())
  const card = (number: number) => opened.page.locator(`#shot-keyframe-${number}`)
  return { ...opened, card }
}

/** Somebody else who decides. */
async function enterDora(house: House) {
  await addUser(house.database, 'dora')
  const dora = new Visitor(house)
  await dora.login('dora')
  return async (number: number, verdict: string, note = '') => {
    const way = `${GALLERY}/${number}`
    const seen = fieldsOf((await dora.get(way)).text, way)
    expect((await dora.post(way, { ...seen, verdict, note })).status).toBe(303)
  }
}

const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id)

test('the key that undoes takes back her own last decision, not what the focus stands on', async () => {
  const { page, house, card } = await gallery(3)
  const doraDecides = await enterDora(house)
  await doraDecides(2, 'approved')
  await page.reload()
  await card(2).getByText('approved by The dora').waitFor()
  await card(1).evaluate((one: HTMLElement) => one.focus())
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Undo: approved SCENE 1' }).waitFor()
  await page.keyboard.press('u')
  await card(1).getByText('waits for you').waitFor()
  await card(2).getByText('approved by The dora').waitFor()

  await card(1).getByRole('button', { name: 'Approve' }).click()
  await card(1).getByText('approved by The iris').waitFor()
  await page.goto(`${house.url}${GALLERY}/2`)
  await page.keyboard.press('u')
  await page.getByRole('button', { name: 'Undo: approved SCENE 1' }).waitFor({ state: 'detached' })
  await page.getByText('approved by The dora').first().waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByText('waits for you').waitFor()
})

test('a key that is held decides once', async () => {
  const { page, card } = await gallery(4)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname)
  })
  const hold = async (key: string) => {
    for (let times = 0; times < 6; times += 1) await page.keyboard.down(key)
    await page.keyboard.up(key)
  }
  await page.keyboard.press('j')
  await hold('a')
  await card(1).getByText('approved by The iris').waitFor()
  await page.keyboard.press('k')
  await hold('g')
  await card(1).getByText('the approval of this one').waitFor()
  await page.keyboard.press('Escape')
  await card(3).getByRole('button', { name: 'Approve' }).focus()
  await hold('Enter')
  await card(3).getByText('approved by The iris').waitFor()
  expect(sent).toEqual([`${GALLERY}/1`, `${GALLERY}/3`])
  await card(1).evaluate((one: HTMLElement) => one.focus())
  await hold('j')
  expect(await focusedId(page)).toBe('shot-keyframe-4')
})

test('a selected card says that somebody else decided, and the batch leaves it as it is', async () => {
  const { page, house, card } = await gallery(2)
  const doraDecides = await enterDora(house)
  await page.getByRole('checkbox', { name: 'Select SCENE 1' }).check()
  await page.getByRole('button', { name: 'Select all here' }).click()
  await doraDecides(1, 'rejected', 'too dark')
  await card(1).getByText('This changed meanwhile.').waitFor()
  await card(1).getByText('rejected by The dora').waitFor()
  await page.locator('.batch').getByRole('button', { name: 'Approve' }).click()
  await page.getByText('1 approved.').waitFor()
  await page.getByText('SCENE 1 (rejected by The dora: “too dark”)').waitFor()
  await card(1).getByText('rejected by The dora').waitFor()
})

test('a card with a half-typed note says that it changed, and shows itself anew when she asks', async () => {
  const { house, card } = await gallery(1)
  const doraDecides = await enterDora(house)
  await card(1).getByText('Reject…').click()
  await card(1).getByLabel('Note').fill('the horizon')
  await doraDecides(1, 'approved')
  await card(1).getByText('approved by The dora').waitFor()
  expect(await card(1).getByLabel('Note').inputValue()).toBe('the horizon')
  await card(1).getByRole('button', { name: 'Show it as it is now' }).click()
  await card(1).getByText('This changed meanwhile.').waitFor({ state: 'detached' })
  await until('the note', async () => (await card(1).getByLabel('Note').inputValue()) === 'the horizon')
})

test('a decision that somebody else was quicker with is answered on its card, and can be made all the same', async () => {
  const { page, house, card } = await gallery(1)
  await page.route('**/events', (route) => route.abort())
  await page.reload()
  const doraDecides = await enterDora(house)
  await doraDecides(1, 'approved', 'lovely')
  await card(1).getByText('Reject…').click()
  await card(1).getByLabel('Note').fill('too dark')
  await card(1).getByRole('button', { name: 'Reject', exact: true }).click()
  await card(1).getByRole('alert').getByText('Meanwhile approved by The dora: “lovely”').waitFor()
  expect(await card(1).getByLabel('Note').inputValue()).toBe('too dark')
  await card(1).getByRole('button', { name: 'Reject all the same' }).click()
  await card(1).getByText('rejected by The iris').waitFor()

  await page.goto(`${house.url}${GALLERY}/1`)
  await doraDecides(1, 'approved')
  await page.getByRole('button', { name: 'Reject' }).click()
  await page.getByRole('alert').getByText('Meanwhile approved by The dora').waitFor()
  await page.getByRole('button', { name: 'Reject all the same' }).click()
  await page.getByText('rejected by The iris').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('saving keeps the focus and warns of nothing of her own; what others change still comes', async () => {
  const { page, house, visitor } = await gallery(1)
  const hello = page.waitForResponse((answer) => answer.url().endsWith('/events'))
  await page.goto(house.url + SPEC)
  await hello
  const line = page.locator('.values input[name="value"]').first()
  const id = (await line.getAttribute('id')) ?? ''
  const form = page.locator('form.value', { has: page.locator(`[id="${id}"]`) })
  const follow = () =>
    page.waitForResponse((answer) => answer.url() === house.url + SPEC && answer.request().method() === 'GET')
  await page.evaluate(`document.addEventListener('htmx:afterSettle', ({ target }) => {
    if (target.id === 'main') document.documentElement.dataset.followed = ''
  })`)
  await line.fill('quiet and slow')
  await line.press('Enter')
  await form.getByText('Saved').waitFor()
  await page.locator('html[data-followed]').waitFor()
  expect(await focusedId(page)).toBe(id)
  expect(await page.getByText('This page changed meanwhile').count()).toBe(0)

  await page.evaluate(() => delete document.documentElement.dataset['followed'])
  await line.fill('quiet and slower')
  await form.getByRole('button', { name: 'Save' }).click()
  await page.locator('html[data-followed]').waitFor()
  expect(await focusedId(page)).toBe(id.replace('value-', 'save-'))

  await page.locator('#segment-2').getByLabel('Motion prompt').fill('half a thou')
  const first = follow()
  await line.fill('slowest')
  await line.press('Enter')
  await form.getByText('Saved').waitFor()
  await (await first).finished()
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  expect(await page.getByText('This page changed meanwhile').count()).toBe(0)

  const other = '1:image_prompt'
  const fields = promptFields((await visitor.get(SPEC)).text, other)
  await visitor.post(`${SPEC}/value`, { ...fields, id: other, value: 'a lamp in snow' })
  await page.getByText('This page changed meanwhile').waitFor()
  expect(await page.locator('#segment-2').getByLabel('Motion prompt').inputValue()).toBe('half a thou')
})

test('a picture that a silent server keeps back is not called damaged, and comes when it answers', async () => {
  const { page, card } = await gallery(1)
  await page.route(/thumbnail|\/account/, (route) => route.abort())
  await page.reload()
  await card(1).getByText('The server does not answer').waitFor()
  await page.unroute(/thumbnail|\/account/)
  const picture = card(1).locator('img')
  await picture.waitFor()
  await until('the picture', () =>
    picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
  )
  expect(await card(1).getByText('The server does not answer').count()).toBe(0)
})

test('a page whose session has ended says so, and what was typed stands there after the login', async () => {
  const { page, house, visitor } = await gallery(1)
  const story = '/streams/the-lighthouse/story'
  const hello = page.waitForResponse((answer) => answer.url().endsWith('/events'))
  await page.goto(house.url + story)
  await hello
  await page.getByLabel('Note').fill('the second scene')
  await visitor.send('/logout', {})
  const notice = page.locator('#main > .ended')
  await notice.getByText('Your session has ended').waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.locator('.decide > .ended').getByText('What you typed is kept').waitFor()
  await notice.getByRole('link', { name: 'Log in again' }).click()
  await page.getByText('Your session has ended. Log in').waitFor()
  await page.getByText('What you typed is kept in this browser').waitFor()
  await page.getByLabel('Name').fill('iris')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(house.url + story)
  expect(await page.getByLabel('Note').inputValue()).toBe('the second scene')
})

test('Ctrl+Enter rejects only where a rejection was begun, and else notes', async () => {
  const { page, house, card } = await gallery(2)
  await page.goto(`${house.url}${GALLERY}/1`)
  await page.getByLabel('Note').fill('lovely')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Decisions so far (1)').waitFor()
  await page.getByText('waits for you').waitFor()
  await page.keyboard.press('r')
  await page.keyboard.type('changed my mind')
  await page.keyboard.press('Escape')
  await page.getByLabel('Note').press('Control+Enter')
  await page.getByText('Decisions so far (2)').waitFor()
  await page.getByText('waits for you').waitFor()

  await page.goto(house.url + GALLERY)
  await card(2).getByText('Reject…').click()
  await card(2).getByLabel('Note').fill('too grey')
  await page.keyboard.press('Control+Enter')
  await card(2).getByText('rejected by The iris').waitFor()
})
