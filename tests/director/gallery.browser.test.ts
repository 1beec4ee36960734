import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, type House, type Visitor } from './support/visit.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const GALLERY = '/streams/many/keyframes'

/** A stream of many segments with a picture each, open in a browser. */
async function gallery(
  count: number,
): Promise<{ house: House; visitor: Visitor; context: BrowserContext; page: Page }> {
  const { house, visitor } = await enter()
  const folder = join(house.streams, 'many')
  mkdirSync(folder)
  writeFileSync(join(folder, 'input.json'), '{"title":"Many","story":"Once."}')
  const segments = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    title: `SCENE ${index + 1}`,
    image_prompt: 'a grey sea',
  }))
  writeFileSync(join(folder, 'production.json'), JSON.stringify({ segments }))
  const picture = putKeyframe(house.streams, 'many', 'segment_1.png', 'sea')
  for (const { id } of segments) writeFileSync(join(folder, `keyframes/segment_${id}.png`), picture)
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: house.url })))
  const page = await context.newPage()
  await page.goto(house.url + GALLERY)
  return { house, visitor, context, page }
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest('article')?.id)

test('a gallery is judged by key alone: what is in focus is decided, and the next has the focus', async () => {
  const { context, page } = await gallery(4)
  const card = (number: number) => page.locator(`#shot-keyframe-${number}`)
  await page.keyboard.press('j')
  expect(await focused(page)).toBe('shot-keyframe-1')
  await page.keyboard.press('a')
  await card(1).getByText('approved by The iris').waitFor()
  expect(await focused(page)).toBe('shot-keyframe-2')
  expect(await page.locator('#count-approved').textContent()).toBe('1')
  await page.keyboard.press('r')
  await page.keyboard.type('too grey')
  await page.keyboard.press('Control+Enter')
  await card(2).getByText('too grey').waitFor()
  expect(await focused(page)).toBe('shot-keyframe-3')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('u')
  await card(2).getByText('waits for you').waitFor()
  expect(await focused(page)).toBe('shot-keyframe-2')

  await page.keyboard.press('g')
  await card(2)
    .getByText(/Queued|Generating|Complete/)
    .waitFor()
  await card(2).getByText('Complete').waitFor()
  await page.keyboard.press('k')
  await page.keyboard.press('g')
  await card(1).getByText('the approval of this one').waitFor()
  expect(
    await card(1)
      .getByText(/Queued|Generating|Complete/)
      .count(),
  ).toBe(0)
  await page.keyboard.press('Escape')
  await context.close()
})

test('selected cards are counted, and approved at once; what was undone waits again', async () => {
  const { context, page } = await gallery(3)
  const bar = page.locator('.batch')
  expect(await bar.isVisible()).toBe(false)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await bar.getByText('2 selected').waitFor()
  await bar.getByRole('button', { name: 'Select all here' }).click()
  await bar.getByText('3 selected').waitFor()
  await bar.getByRole('button', { name: 'Approve' }).click()
  await page.getByText('3 approved.').waitFor()
  expect(await bar.isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Undo: approved 3 keyframes' }).click()
  await page.locator('#count-waiting', { hasText: '3' }).waitFor()
  await context.close()
})

test('her place is kept: the card in focus, and what stood at the top', async () => {
  const { context, page } = await gallery(60)
  await page.locator('#shot-keyframe-40').evaluate((card: HTMLElement) => card.focus())
  const top = () =>
    page.locator('#shot-keyframe-40').evaluate((card) => Math.round(card.getBoundingClientRect().top))
  const before = await top()
  await page.reload()
  await page.waitForFunction(() => document.activeElement?.id === 'shot-keyframe-40')
  expect(Math.abs((await top()) - before)).toBeLessThan(40)
  await page.keyboard.press('Enter')
  await page.getByText('40 of 60').waitFor()
  await page.getByRole('navigation', { name: 'Checkpoints' }).getByRole('link', { name: 'Keyframes' }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'shot-keyframe-40')
  await context.close()
})

test('versions stand side by side, or one in the place of the other', async () => {
  const { context, page, house } = await gallery(1)
  await page.goto(`${house.url}${GALLERY}/1`)
  await page.keyboard.press('g')
  await page.getByText('Complete').waitFor()
  await page.getByRole('link', { name: 'Compare with before' }).waitFor()
  await page.keyboard.press('c')
  await page.getByRole('button', { name: 'Blink' }).waitFor()
  const seen = () =>
    page
      .locator('.compare figure')
      .evaluateAll((figures) => figures.map((figure) => getComputedStyle(figure).visibility === 'visible'))
  expect(await seen()).toEqual([true, true])
  await page.keyboard.press('b')
  expect((await seen()).filter(Boolean)).toHaveLength(1)
  await page.keyboard.press('Space')
  const first = await seen()
  await page.keyboard.press('Space')
  expect(await seen()).toEqual(first.map((isSeen) => !isSeen))
  await page.keyboard.press('b')
  expect(await seen()).toEqual([true, true])
  await page.keyboard.press('c')
  await page.getByText('1 of 1').waitFor()
  await context.close()
})

test('a preset is put in where the caret stands, and is a draft until it is saved', async () => {
  const { context, page, house, visitor } = await gallery(1)
  await visitor.send('/presets', { name: '<b>Winter</b>', text: 'low sun, <i>blue</i> shadows' })
  await page.goto(`${house.url}${GALLERY}/1`)
  const prompt = page.getByLabel('Image prompt')
  await prompt.focus()
  await page.keyboard.press('End')
  await page.getByRole('button', { name: 'Presets' }).first().click()
  await page.getByRole('button', { name: '<b>Winter</b>' }).click()
  expect(await prompt.inputValue()).toBe('a grey sea low sun, <i>blue</i> shadows')
  await page.reload()
  await page.getByRole('button', { name: 'Take it back' }).click()
  expect(await prompt.inputValue()).toBe('a grey sea low sun, <i>blue</i> shadows')
  await context.close()
})

test('a damaged picture says so in its place', async () => {
  const { context, page, house } = await gallery(2)
  writeFileSync(join(house.streams, 'many/keyframes/segment_2.png'), 'no picture at all')
  await page.reload()
  await page.locator('#shot-keyframe-2').getByText('This picture can’t be shown').waitFor()
  await page.locator('#shot-keyframe-1 img').waitFor()
  await context.close()
})
