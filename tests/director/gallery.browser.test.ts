import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { until } from '../support/until.ts'
import { xssPayloads } from '../support/xss-payloads.ts'
import { MANY_GALLERY as GALLERY, openMany } from './support/many.ts'
import { fieldsOf } from './support/visit.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const gallery = (count: number) => openMany(browser, count)

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

test('two films play, pause and are wound together', async () => {
  const { context, page, house } = await gallery(1)
  const film = '\0\0\0\u0018ftyp a film that no browser plays'
  mkdirSync(join(house.streams, 'many/videos'))
  mkdirSync(join(house.streams, 'many/versions/video_1'), { recursive: true })
  writeFileSync(join(house.streams, 'many/videos/segment_1.mp4'), film)
  writeFileSync(join(house.streams, 'many/versions/video_1/20260102T030405000Z-0123456789ab.mp4'), film)
  // What a browser can decode is its own matter: the test hears what both films are told.
  await context.addInitScript(() => {
    const told: string[] = []
    Reflect.set(window, 'told', told)
    Object.defineProperty(HTMLMediaElement.prototype, 'duration', { get: () => 8 })
    HTMLMediaElement.prototype.play = function () {
      told.push(`play ${this.ariaLabel}`)
      return Promise.resolve()
    }
  })
  await page.goto(`${house.url}/streams/many/videos/1/compare`)
  await page.locator('figcaption', { hasText: 'version 1 (until 2 Jan' }).waitFor()
  await page.getByRole('button', { name: 'Play' }).click()
  expect(await page.evaluate(() => Reflect.get(window, 'told'))).toEqual(['play Before', 'play SCENE 1'])
  await page.getByLabel('Position in both films').fill('4')
  const times = () =>
    page.locator('video').evaluateAll((films: HTMLVideoElement[]) => films.map((one) => one.currentTime))
  expect(await times()).toEqual([4, 4])
  expect(await page.locator('video[controls]').count()).toBe(0)
  await context.close()
})

test('no preset, note, prompt or name of a version ever runs', async () => {
  const { context, page, house, visitor } = await gallery(1)
  const [production, shot] = [join(house.streams, 'many/production.json'), `${GALLERY}/1`]
  const write = (text: string) =>
    writeFileSync(
      production,
      JSON.stringify({ segments: [{ id: 1, title: text.slice(0, 2000), image_prompt: text }] }),
    )
  const all = xssPayloads.join('\n')
  const { token = '' } = fieldsOf((await visitor.get('/presets')).text, '/presets')
  for (const [index, payload] of xssPayloads.entries())
    await visitor.post('/presets', { token, name: `${payload} ${index}`.slice(-80), text: payload })
  for (let at = 0; at < all.length; at += 4000) {
    const seen = fieldsOf((await visitor.get(shot)).text, shot)
    await visitor.post(shot, { ...seen, verdict: 'noted', note: all.slice(at, at + 4000) })
  }
  write(all)
  await visitor.get(shot)
  await visitor.send(`${shot}/generate`, {})
  await until('the second version', async () => (await visitor.get(shot)).text.includes('Complete'), 40_000)
  write(`${xssPayloads.toReversed().join('\n')} and more`)
  await visitor.send(`${shot}/generate`, {})
  await until(
    'the third version',
    async () => (await visitor.get(shot)).text.split('/compare?with=').length === 3,
  )
  const trouble: string[] = []
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(house.url)) trouble.push(`request ${request.url()}`)
  })
  const hostile = encodeURIComponent('<img src=x onerror=window.__xss=1>')
  const paths = [
    '/presets',
    GALLERY,
    `${GALLERY}?show=${hostile}&did=queued&left=${hostile}`,
    shot,
    `${shot}/compare`,
  ]
  for (const path of [...paths, `${shot}/compare?with=${hostile}`, '/presets/choice']) {
    await page.goto(house.url + path)
    expect([path, await page.evaluate(() => Reflect.get(window, '__xss') ?? 'nothing')]).toEqual([
      path,
      'nothing',
    ])
  }
  await page.goto(house.url + shot)
  await page.getByText('Decisions so far').click()
  await page.getByLabel('Image prompt').focus()
  await page.getByRole('button', { name: 'Presets' }).first().click()
  const choice = page.locator('.choice button')
  await choice.first().waitFor()
  expect(await choice.count()).toBeGreaterThan(140)
  for (const name of await choice.all()) await name.evaluate((preset: HTMLElement) => preset.click())
  expect(await page.getByLabel('Image prompt').inputValue()).toContain('<script>window.__xss=1</script>')
  expect(await page.evaluate(() => Reflect.get(window, '__xss') ?? 'nothing')).toBe('nothing')
  expect(trouble).toEqual([])
  await context.close()
})
