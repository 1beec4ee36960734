import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { planJson, progressJson, skeletonDone } from './support/stories.ts'
import { badge, browserVisits, change, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json'], 'present')
const planned = helloWith(['_progress.json', '_director_progress.json'], 'present')

const failing = (extra: Record<string, unknown> = {}) =>
  progressJson({ error: 'half a scene', traceback: 'line\n'.repeat(400), ...extra })

test('what the reader opened, focused and scrolled to survives every update', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': failing() } })
  await page.getByText('Traceback', { exact: true }).click()
  await page.locator('.traceback').evaluate((element) => element.scrollTo(0, 300))
  await page.locator('summary').focus()
  await page.evaluate('scrollTo(0, 200)')
  for (const step of ['second', 'third', 'fourth']) {
    change(server, '_progress.json', failing({ current_step: step }))
    await sees(page, step)
  }
  expect(await page.locator('details').getAttribute('open')).not.toBeNull()
  expect(await page.locator('.traceback').evaluate((element) => element.scrollTop)).toBe(300)
  expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
  expect(await page.evaluate('scrollY')).toBe(200)
})

test('opened rows of phases stay open when the story goes on', async () => {
  const phasesUpTo = (running: number) =>
    Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `scene-${index + 1}`,
        index < running ? 'done' : index === running ? 'running' : 'pending',
      ]),
    )
  const at = (running: number) => progressJson({ phase_order: undefined, phases: phasesUpTo(running) })
  const { page, server } = await visit({ hello, files: { '_progress.json': at(100) } })
  await page.getByRole('button', { name: /more phases after these/ }).click()
  await until('more', async () => (await page.locator('.phase').count()) === 124)
  change(server, '_progress.json', at(101))
  await sees(page, '101 done · 1 running · 398 pending')
  expect(await page.locator('.phase').count()).toBe(124)
})

/** Stands in for the browser's sound and counts what is asked of it. */
const countSound = (page: Page) =>
  page.addInitScript(() => {
    const counts = { contexts: 0, tones: 0 }
    Object.assign(window, { sound: counts })
    const parameter = {
      value: 0,
      setValueAtTime() {},
      linearRampToValueAtTime() {},
      exponentialRampToValueAtTime() {},
    }
    const node = () => ({
      gain: parameter,
      frequency: parameter,
      connect: (next: unknown) => next,
      stop() {},
    })
    class CountingContext {
      state = 'running'
      currentTime = 0
      destination = {}
      constructor() {
        counts.contexts += 1
      }
      createGain() {
        return node()
      }
      createOscillator() {
        return {
          ...node(),
          start() {
            counts.tones += 1
          },
        }
      }
    }
    Object.assign(window, { AudioContext: CountingContext })
  })

const tones = (page: Page): Promise<number> => page.evaluate('window.sound.tones')

test('no sound is made until the reader asks for it', async () => {
  const { page, server } = await visit({
    hello: planned,
    before: countSound,
    files: { '_progress.json': progressJson(), '_director_progress.json': planJson },
  })
  await sees(page, 'Running')
  expect(await page.getByRole('switch', { name: 'Sound off' }).getAttribute('aria-checked')).toBe('false')
  change(server, '_progress.json', progressJson({ phases: skeletonDone }))
  await sees(page, 'Your turn')
  expect(await page.evaluate('window.sound')).toEqual({ contexts: 0, tones: 0 })
})

test('with the sound on, a phase that is done, one that fails, and a wait for a person each have their own chime', async () => {
  const { page, server } = await visit({
    hello: planned,
    before: countSound,
    files: { '_progress.json': progressJson(), '_director_progress.json': planJson },
  })
  await page.getByRole('switch', { name: 'Sound off' }).click()
  await until('the first chime, as a sample', async () => (await tones(page)) === 2)
  change(server, '_progress.json', progressJson({ phases: skeletonDone }))
  await until('three tones for a person', async () => (await tones(page)) === 5)
  change(server, '_progress.json', progressJson({ phases: { ...skeletonDone, production: 'running' } }))
  await until('production to run', async () => (await badge(page).textContent()) === 'Alive')
  expect(await tones(page)).toBe(5)
  change(server, '_progress.json', progressJson({ phases: { ...skeletonDone, production: 'error' } }))
  await until('two tones for a failure', async () => (await tones(page)) === 7)
  expect(await page.evaluate('window.sound.contexts')).toBe(1)
})

test('the sound switch is remembered, and a page that may not store anything still works', async () => {
  const { page, reload } = await visit({
    hello,
    before: countSound,
    files: { '_progress.json': progressJson() },
  })
  await page.getByRole('switch', { name: 'Sound off' }).click()
  await reload()
  expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true')
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('closed', 'SecurityError')
      },
    })
  })
  await reload()
  await sees(page, 'Running')
  await page.getByRole('switch', { name: 'Sound off' }).click()
  await sees(page, 'Sound on')
})

test('the tab tells the state by its title and by its icon', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await until('the share', async () => (await page.title()) === '25% · the-lighthouse')
  const icon = () => page.locator('link[rel="icon"]').getAttribute('href')
  const alive = await icon()
  server.emit('writer', { writer: 'gone' })
  await until('the word', async () => (await page.title()) === 'Stopped · the-lighthouse')
  expect(await icon()).not.toBe(alive)
  expect(await icon()).toMatch(/^data:image\/svg\+xml,/)
})

test('a screen reader is told of changes of state, and not of ticks', async () => {
  const { page, server } = await visit({
    hello: planned,
    files: { '_progress.json': progressJson(), '_director_progress.json': planJson },
  })
  await sees(page, 'Running')
  const live = page.locator('.page > [aria-live="polite"]')
  expect(await live.textContent()).toBe('')
  change(server, '_progress.json', progressJson({ current_step: 'only a step' }))
  await sees(page, 'only a step')
  expect(await live.textContent()).toBe('')
  change(server, '_progress.json', progressJson({ phases: skeletonDone }))
  await until('the words', async () =>
    (await live.textContent())?.includes('Director done. Skeleton complete, waiting to be inspected'),
  )
  // The third is the search's count of what it found.
  expect(await page.locator('[aria-live], [role="status"], [role="alert"]').count()).toBe(3)
})

test('everything that can be operated is reached by Tab, in the order of the page, with a focus that shows', async () => {
  const { page } = await visit({
    hello: planned,
    files: {
      '_progress.json': failing({ phases: skeletonDone }),
      '_director_progress.json': planJson,
    },
  })
  await sees(page, 'Skeleton complete.')
  const reached: string[] = []
  for (let press = 0; press < 5; press += 1) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(
      '({ text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle })',
    )
    reached.push(JSON.stringify(focus))
  }
  const order = ['Skip to the story', 'Sound off', 'Traceback', 'Go to the skeleton']
  for (const [index, text] of order.entries()) {
    expect(reached[index]).toContain(text)
    expect(reached[index]).toContain('solid')
  }
})

test('the skip link leads to the story, and the switch answers to the space bar', async () => {
  const { page } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Running')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await until('the focus in main', async () => (await page.evaluate('document.activeElement.id')) === 'main')
  await page.getByRole('switch').focus()
  await page.keyboard.press('Space')
  await sees(page, 'Sound on')
})

test("a sign of life leaves the skeleton's part of the page untouched", async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Running')
  await page.evaluate(`{
    window.skeletonChanges = 0
    new MutationObserver((changes) => { window.skeletonChanges += changes.length })
      .observe(document.getElementById('skeleton'), { subtree: true, childList: true, attributes: true, characterData: true })
  }`)
  for (const step of ['one', 'two', 'three']) {
    change(server, '_progress.json', progressJson({ current_step: `beat ${step}` }))
    await sees(page, `beat ${step}`)
  }
  expect(await page.evaluate('window.skeletonChanges')).toBe(0)
})
