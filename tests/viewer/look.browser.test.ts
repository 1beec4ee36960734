import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { allDone, progressJson, secondsAgo } from './support/stories.ts'
import { browserVisits, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json'])

const longWord = 'Donaudampfschifffahrtsgesellschaft'.repeat(6)
const everything = {
  phases: { reddit: 'done', director: 'running', [longWord]: 'error', skipped: 'skipped', odd: 'marinating' },
  phase_order: ['reddit', 'director', longWord, 'skipped', 'odd', 'pending'],
  phase_progress: { director: { complete: 3, total: 1234567 } },
  phase_times: { director: { started_ts: secondsAgo(4000) } },
  skip_reasons: { skipped: longWord },
  current_step: longWord,
  job_id: longWord,
  story_path: `/stories/${longWord}`,
  error: longWord,
  traceback: `${longWord}\n`.repeat(50),
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

for (const width of [390, 1440]) {
  test(`nothing runs out of the page at ${width} px, however long the words are`, async () => {
    const { page } = await visit({
      hello,
      files: { '_progress.json': progressJson(everything) },
      context: { viewport: { width, height: 900 } },
    })
    await page.getByText('Traceback', { exact: true }).click()
    await sees(page, 'Failed')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const outside = await page.evaluate(`[...document.querySelectorAll('#app *')]
      .filter((element) => element.getClientRects().length > 0 && !element.closest('.hidden-words, .rail, svg, pre'))
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.className || element.tagName)`)
    expect(outside).toEqual([])
  })
}

/**
 * The lowest contrast of any visible text with the first opaque ground behind it, by the WCAG formula; and that of what
 * carries meaning without text. Written as text: it runs in the page.
 */
const CONTRASTS = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour
    }
    return [255, 255, 255]
  }
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x)
    return (high + 0.05) / (low + 0.05)
  }
  const texts = [...document.querySelectorAll('#app *')].filter((element) =>
    element.getClientRects().length > 0 && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  return texts
    .map((element) => ({
      ratio: ratio(parts(getComputedStyle(element).color), ground(element)),
      what: (element.className || element.tagName) + ': ' + element.textContent.slice(0, 30),
    }))
    .filter(({ ratio }) => ratio < 4.5)
})()`

for (const colorScheme of ['dark', 'light'] as const) {
  test(`every text has AA contrast when the system is ${colorScheme}`, async () => {
    const { page } = await visit({
      hello,
      files: { '_progress.json': progressJson(everything) },
      context: { colorScheme },
    })
    await sees(page, 'Failed')
    const ground = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(0, 0, 0)' : 'rgb(247, 245, 243)')
    expect(await page.evaluate(CONTRASTS)).toEqual([])
  })
}

test('with reduced motion nothing moves', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': progressJson() },
    context: { reducedMotion: 'reduce' },
  })
  await sees(page, 'Running')
  const moving =
    await page.evaluate(`[...document.querySelectorAll('.page > :not(#main), .phases, .phases *, .header *')]
    .map((element) => getComputedStyle(element))
    .filter((style) => style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => time !== '0s'))
    .length`)
  expect(moving).toBe(0)
})

test('nothing moves for ever: an idle page has no running animation', async () => {
  const { page } = await visit({ hello, files: { '_progress.json': progressJson({ phases: allDone }) } })
  await sees(page, 'Finished')
  const endless = await page.evaluate(`document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime === Infinity).length`)
  expect(endless).toBe(0)
})

test('a failure is told by a word and an icon, never by colour alone', async () => {
  const { page } = await visit({ hello, files: { '_progress.json': progressJson(everything) } })
  const failed = page.locator('.phase[data-status="error"] .status')
  expect(await failed.textContent()).toBe('Failed')
  expect(await failed.locator('svg').count()).toBe(1)
})
