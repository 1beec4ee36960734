import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'
import { buildHarness, type StoredFile, serveFiles } from './support/harness.ts'

const SKELETON = '/_director_progress.json'
const SAMPLE = readFileSync(new URL('../../fixtures/story/_director_progress.json', import.meta.url), 'utf8')
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
)

/** A WAV file of so many seconds of nothing. */
function silence(seconds: number): Buffer {
  const rate = 8000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + seconds * rate, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(seconds * rate, 40)
  return Buffer.concat([head, Buffer.alloc(seconds * rate, 128)])
}

let browser: Browser
let html: string
beforeAll(async () => {
  ;[browser, html] = await Promise.all([launchBrowser(), buildHarness()])
})
afterAll(() => browser.close())

type Options = { width?: number; page?: string; files?: Record<string, StoredFile> }

/** Opens the panel over a skeleton (an object, or the text of the file; undefined: no file). */
async function open(skeleton: unknown, { width = 1440, page: text = html, files = {} }: Options = {}) {
  const stored = new Map(Object.entries(files))
  stored.set('/', { body: text, type: 'text/html; charset=utf-8' })
  const write = (value: unknown) =>
    stored.set(SKELETON, { body: typeof value === 'string' ? value : JSON.stringify(value) })
  if (skeleton !== undefined) write(skeleton)
  const server = await serveFiles(stored)
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  onTestFinished(async () => {
    await page.close()
    await server.close()
    expect(faults).toEqual([])
  })
  await page.goto(server.url)
  let signal = 1
  const look = () => {
    signal += 1
    return page.evaluate((count) => window.panel({ signal: count }), signal)
  }
  const change = async (value: unknown) => {
    write(value)
    await look()
  }
  return { page, server, stored, look, change }
}

const sees = (page: Page, text: string | RegExp) =>
  until(`the page to show ${text}`, async () => {
    const shown = (await page.locator('#app').textContent()) ?? ''
    return typeof text === 'string' ? shown.includes(text) : text.test(shown)
  })

const scenes = (count: number, more: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({
    name: `Scene ${index + 1}`,
    summary: `What happens in scene ${index + 1}. `.repeat(1 + (index % 7)),
    ...more(index),
  }))

const asset = (name: string, more: object = {}) => ({
  asset_name: name,
  type: 'image',
  status: 'done',
  ...more,
})

/** Two frames later every row that came into the window has been measured. */
const settled = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

/** The name of the first scene that stands whole in the window. */
const sceneInView = (page: Page) =>
  until('a scene in the window', () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll('.sk-scene h4')]
      return all.find((one) => one.getBoundingClientRect().top > 20)?.textContent
    }),
  )

const topOf = (page: Page, text: string) =>
  page.getByText(text, { exact: true }).evaluate((element) => element.getBoundingClientRect().top)

describe('the skeleton panel', () => {
  it('shows a real file: title, logline, counts, chapters, narratives, assets', async () => {
    const { page } = await open(SAMPLE)
    await sees(page, 'The Quantum Barista')
    const text = await page.locator('#app').textContent()
    for (const part of [
      'A physicist accidentally invents a coffee machine',
      'Images12',
      'Audio8',
      'Video0',
      'Text45',
      'Chapter 1: The Grind',
      '3 scenes',
      'Dr. Aris wakes up and realizes he is late.',
      '5 assets: 2 images, 3 texts',
      '7 assets: 3 images, 2 audio, 2 texts',
      'Tasting the void.',
      'flux_dev',
      'Close up of an alarm clock',
      'style_preset',
      '4 of 5 done',
    ]) {
      expect(text).toMatch(part)
    }
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'Chapter 1: The Grind',
      'Chapter 2: Caffeine Jitters',
      'Chapter 3: The Roast',
    ])
  })

  it('says that there is no skeleton yet, and shows it when it comes', async () => {
    const { page, change } = await open(undefined)
    await sees(page, 'The director writes it; it appears here scene by scene')
    await change('{}')
    await sees(page, 'The director writes it; it appears here scene by scene')
    await change(SAMPLE)
    await sees(page, 'The Quantum Barista')
  })

  it('says that no plan has been written when the director is done, and that at once where no file is listed', async () => {
    const { page, server } = await open(undefined)
    await page.evaluate(() => window.panel({ signal: 0, listed: false, director: 'done' }))
    await sees(page, 'No plan has been written.')
    expect(await page.locator('#app').textContent()).not.toContain('Reading')
    expect(server.asked.filter(({ path }) => path === SKELETON).length).toBeLessThanOrEqual(1)
  })

  it('is not there in a story without a director and without a skeleton', async () => {
    const { page, change } = await open(undefined)
    await sees(page, 'scene by scene')
    await page.evaluate(() => window.panel({ director: undefined }))
    await until('the panel to go', async () => (await page.locator('.sk').count()) === 0)
    await change(SAMPLE)
    await sees(page, 'The Quantum Barista')
  })

  it('asks seldom for a file that is missing where nobody says when it comes', async () => {
    const { page, server, look } = await open(undefined, { page: html.replace('"live"', '"none"') })
    await sees(page, 'scene by scene')
    for (let poll = 0; poll < 5; poll += 1) await look()
    await settled(page)
    expect(server.asked.filter(({ path }) => path === SKELETON)).toHaveLength(1)
  })

  it('keeps the last good skeleton while the file is half written, and says since when', async () => {
    const { page, change, look } = await open(SAMPLE)
    await sees(page, 'The Quantum Barista')
    await change(SAMPLE.slice(0, 900))
    await sees(
      page,
      /_director_progress\.json can't be read since \d\d:\d\d:\d\d; showing the last good state/,
    )
    expect(await page.locator('#app').textContent()).toContain('Spilling dark matter')
    const since = await page.getByRole('status').textContent()
    await look()
    await change('{"title": "Fixed", "chapters": []}')
    await sees(page, 'Fixed')
    expect(await page.getByRole('status').count()).toBe(0)
    expect(since).toContain('not whole JSON')
  })

  it('says what the server says, and recovers', async () => {
    const { page, stored, change } = await open({ title: 'First' })
    await sees(page, 'First')
    stored.set(SKELETON, { body: '', status: 500, etag: null })
    await page.evaluate(() => window.panel({ signal: 50 }))
    await sees(page, 'the server answered 500')
    await change(SAMPLE)
    await sees(page, 'The Quantum Barista')
  })

  it('draws nothing anew when the file is unchanged', async () => {
    const { page, server, look } = await open(SAMPLE)
    await sees(page, 'The Quantum Barista')
    const unchanged = () => server.asked.filter(({ status }) => status === 304).length
    await look()
    await until('a 304', unchanged)
    await page.evaluate(() => {
      const seen = { changes: 0 }
      new MutationObserver((records) => {
        seen.changes += records.length
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
      Object.assign(window, { seen })
    })
    for (let poll = 2; poll <= 4; poll += 1) {
      await look()
      await until('a 304', () => unchanged() >= poll)
    }
    expect(server.asked.filter(({ path, status }) => path === SKELETON && status === 200)).toHaveLength(1)
    expect(await page.evaluate('window.seen.changes')).toBe(0)
  })

  it('keeps what the reader closed and opened over an update', async () => {
    const story = (title: string) => ({
      title,
      chapters: [
        { title: 'One', scenes: scenes(2) },
        {
          title: 'Two',
          scenes: [{ name: 'Dock', assets: [asset('planks', { params: { prompt: 'x '.repeat(400) } })] }],
        },
      ],
    })
    const { page, change } = await open(story('Before'))
    await page.getByRole('button', { name: 'One', exact: true }).click()
    await page.getByRole('button', { name: 'more' }).click()
    await until(
      'chapter one to close',
      async () => (await page.getByText('Scene 1', { exact: true }).count()) === 0,
    )
    await change(story('After'))
    await sees(page, 'After')
    expect(await page.getByText('Scene 1', { exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'less' }).getAttribute('aria-expanded')).toBe('true')
  })

  it('shows a long prompt whole on demand', async () => {
    const prompt = `${'A quiet street at night. '.repeat(60)}The end.`
    const { page } = await open({
      chapters: [{ assets: [asset('street', { params: { prompt }, skill_reason: 'Mood.' })] }],
    })
    await sees(page, 'Mood.')
    expect(await page.getByText('The end.').count()).toBe(0)
    await page.getByRole('button', { name: 'more' }).click()
    await sees(page, 'The end.')
  })
})

describe('what is being made', () => {
  const storyOf = (count: number) => ({
    chapters: [
      { scenes: [...scenes(count), { name: 'Last', assets: [asset('lamp', { status: 'generating' })] }] },
    ],
  })
  const STORY = storyOf(40)

  it.each([40, 1000])('is one jump away among %i scenes, with the focus', async (count) => {
    const { page } = await open(storyOf(count))
    await page.getByRole('button', { name: 'Jump to what is being made now' }).click()
    await until('the lamp in view', async () => {
      const top = await topOf(page, 'lamp')
      return top > 0 && top < 800
    })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('lamp')
  })

  it('is found in a closed chapter, behind a search', async () => {
    const { page } = await open(STORY)
    await page.getByRole('button', { name: 'Chapter 1' }).click()
    await page.getByRole('searchbox').fill('nothing like this')
    await sees(page, 'Nothing matches.')
    await page.getByRole('button', { name: 'Jump to what is being made now' }).click()
    await until('the lamp', async () => (await page.getByText('lamp', { exact: true }).count()) === 1)
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
  })

  it('is nothing when the pipeline has ended', async () => {
    const { page } = await open(STORY)
    await sees(page, 'generating')
    await page.evaluate(() => window.panel({ ended: true, making: false }))
    await sees(page, 'stopped')
    const text = await page.locator('#app').textContent()
    expect(text).not.toMatch(/generating|running|in the making|being made|is writing/)
  })

  it('is nothing while a living pipeline does something else: an earlier run left it', async () => {
    const { page } = await open(STORY)
    await sees(page, 'generating')
    await page.evaluate(() => window.panel({ making: false }))
    await sees(page, '0 of 1 done, 1 stopped')
    expect(await page.locator('.sk-making').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Jump to what is being made now' }).isDisabled()).toBe(true)
  })

  it('is one card: its scene and all assets of it have the same border', async () => {
    const { page, change } = await open({
      chapters: [
        { scenes: [{ name: 'Dock', assets: [asset('planks'), asset('lamp', { status: 'running' })] }] },
      ],
    })
    await sees(page, 'lamp')
    const sides = () =>
      page
        .locator('.sk-scene, .sk-asset')
        .evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).borderLeftColor)).size)
    expect(await page.locator('.sk-making').count()).toBe(3)
    expect(await sides()).toBe(1)
    await change({ chapters: [{ scenes: [{ name: 'Dock', assets: [asset('planks'), asset('lamp')] }] }] })
    await until('no red', async () => (await page.locator('.sk-making').count()) === 0)
  })

  it('leaves every filter and button in its place when counts come and go', async () => {
    const story = (status: string) => ({
      chapters: [{ assets: Array.from({ length: 12 }, (_, at) => asset(`lamp ${at}`, { status })) }],
    })
    const { page, change } = await open(story('pending'))
    const places = () =>
      page
        .locator('.sk-tools button')
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)))
    await sees(page, 'Pending 12')
    const before = await places()
    expect(before.length).toBe(7)
    for (const status of ['generating', 'done', 'error']) {
      await change(story(status))
      const word = { generating: 'In the making', done: 'Done', error: 'Failed' }[status]
      await sees(page, `${word} 12`)
      expect(await places()).toEqual(before)
    }
    await page.evaluate(() => window.panel({ making: false }))
    await sees(page, 'Stopped 0')
    expect(await places()).toEqual(before)
  })
})

describe('search and filter', () => {
  it('marks what was found and says how many of how many', async () => {
    const { page } = await open(SAMPLE)
    await page.getByRole('searchbox').fill('alarm')
    await sees(page, '1 of 3 scenes, 2 of 5 assets')
    expect(await page.locator('mark').allTextContents()).toEqual(['alarm', 'Alarm'])
    expect(await page.locator('#app').textContent()).not.toContain('Lab Accident')
    await page.getByRole('searchbox').fill('')
    await sees(page, 'Lab Accident')
  })

  it('shows the assets of one status', async () => {
    const { page } = await open(SAMPLE)
    await page.getByRole('button', { name: /Pending/ }).click()
    await sees(page, '1 of 3 scenes, 1 of 5 assets')
    const shown = await page.locator('.sk-asset').allTextContents()
    expect(shown).toHaveLength(1)
    expect(shown[0]).toContain('Dr. Aris jumping out of bed')
  })
})

describe('results', () => {
  it('shows images, players and links, and says what is not there yet', async () => {
    const { page } = await open(
      {
        chapters: [
          {
            assets: [
              asset('still', { result_path: 'cards/a 1.png' }),
              asset('missing', { result_path: 'cards/none.png' }),
              asset('voice', { type: 'audio', result_path: 'a.wav' }),
              asset('clip', { type: 'video', result_path: 'a.mp4' }),
              asset('words', { type: 'text', result_path: 'a.txt' }),
              asset('trap', { type: 'text', result_path: 'a.html' }),
            ],
          },
        ],
      },
      { files: { '/cards/a 1.png': { body: PIXEL, type: 'image/png' } } },
    )
    await sees(page, 'not there yet')
    expect(await page.locator('img').evaluateAll((all) => all.map((one) => one.getAttribute('src')))).toEqual(
      ['cards/a%201.png'],
    )
    const preload = (selector: string) => page.locator(selector).getAttribute('preload')
    expect(await preload('audio')).toBe('none')
    await sees(page, 'Open a.txt')
    const link = (name: string) => page.getByRole('link', { name })
    for (const name of ['Open a.txt', 'Open a.html']) {
      expect(await link(name).getAttribute('download')).toBe(null)
      expect(await link(name).getAttribute('target')).toBe('_blank')
      expect(await link(name).getAttribute('rel')).toBe('noopener noreferrer')
    }
  })

  it('saves a page under its own name where no sandbox of ours holds it', async () => {
    const trap = asset('trap', { type: 'text', result_path: 'cards/what is it.html' })
    const { page } = await open(
      { chapters: [{ assets: [trap] }] },
      { page: html.replace('"live"', '"none"') },
    )
    const link = page.getByRole('link', { name: 'Save what is it.html' })
    expect(await link.getAttribute('download')).toBe('what is it.html')
  })

  it('has its name, status and kind on one line of writing', async () => {
    const { page } = await open({ chapters: [{ assets: [asset('still', { workflow: 'flux_dev' })] }] })
    await sees(page, 'flux_dev')
    const lines = await page.locator('.sk-asset-line > *').evaluateAll((all) =>
      all.map((one) => {
        // An empty box at the end of the words stands on their baseline.
        const mark = document.createElement('span')
        mark.style.display = 'inline-block'
        one.append(mark)
        return Math.round(mark.getBoundingClientRect().bottom)
      }),
    )
    expect(lines).toEqual([lines[0], lines[0], lines[0]])
  })

  it.each([390, 1440])('can be opened with a finger at a width of %i', async (width) => {
    const words = asset('words', { type: 'text', result_path: 'a.txt' })
    const { page } = await open({ chapters: [{ assets: [words] }] }, { width })
    const box = await page.getByRole('link', { name: 'Open a.txt' }).boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(32)
  })

  it('opens an image large, turns with the arrow keys, and gives the focus back on Escape', async () => {
    const png = { body: PIXEL, type: 'image/png' }
    const { page } = await open(
      {
        chapters: [
          { assets: [asset('first', { result_path: '1.png' }), asset('second', { result_path: '2.png' })] },
        ],
      },
      { files: { '/1.png': png, '/2.png': png } },
    )
    await page.getByRole('button', { name: 'Open large: first' }).click()
    const dialog = page.getByRole('dialog')
    await until('the first image', async () => (await dialog.textContent())?.includes('first 1 of 2'))
    await page.keyboard.press('ArrowRight')
    await until('the second image', async () => (await dialog.textContent())?.includes('second 2 of 2'))
    await page.keyboard.press('ArrowRight')
    await until('the first again', async () => (await dialog.textContent())?.includes('first 1 of 2'))
    await page.keyboard.press('Escape')
    await until('the dialog to close', async () => (await dialog.count()) === 0)
    expect(await page.evaluate(() => document.activeElement?.querySelector('img')?.alt)).toBe(
      'Open large: first',
    )
  })
})

describe('a long skeleton', () => {
  const long = (before = 0) => ({
    title: 'Long',
    chapters: [
      { title: 'New', scenes: scenes(before, (index) => ({ name: `New ${index}` })) },
      { title: 'Old', scenes: scenes(2000) },
    ],
  })

  it('puts only the part around the window into the page, and all of it into the scrollbar', async () => {
    const { page } = await open(long())
    await sees(page, 'Scene 3')
    expect(await page.locator('.sk-row').count()).toBeLessThan(100)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await until('the last scene', async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      return (await page.getByText('Scene 2000', { exact: true }).count()) === 1
    })
    expect(await page.locator('.sk-row').count()).toBeLessThan(100)
  })

  it('leaves the scene that is being read where it is when scenes come before it', async () => {
    const { page, change } = await open(long())
    await sees(page, 'Scene 3')
    await page.evaluate(() => scrollTo(0, 40_000))
    await until('all rows', async () => (await page.locator('.sk-waits').count()) === 0)
    await settled(page)
    const name = await sceneInView(page)
    const before = await topOf(page, name)
    await change(long(50))
    await until('the new scenes', async () =>
      (await page.locator('.sk-overview').textContent())?.includes('2,050'),
    )
    await settled(page)
    expect(Math.abs((await topOf(page, name)) - before)).toBeLessThan(3)
  })

  it('leaves it there when the page above the panel grows', async () => {
    const { page } = await open(long())
    await sees(page, 'Scene 3')
    await page.evaluate(() => scrollTo(0, 20_000))
    await until('all rows', async () => (await page.locator('.sk-waits').count()) === 0)
    await settled(page)
    const name = await sceneInView(page)
    const before = await topOf(page, name)
    await page.evaluate(() => {
      const card = document.createElement('div')
      card.style.height = '333px'
      document.body.prepend(card)
    })
    await settled(page)
    expect(Math.abs((await topOf(page, name)) - before)).toBeLessThan(3)
  })

  it('goes on playing when the reader scrolls away', async () => {
    const voice = asset('voice', { type: 'audio', result_path: 'voice.wav' })
    const { page } = await open(
      { chapters: [{ assets: [voice], scenes: scenes(1000) }] },
      { files: { '/voice.wav': { body: silence(60), type: 'audio/wav' } } },
    )
    await page.locator('audio').evaluate(async (audio) => {
      if (!(audio instanceof HTMLAudioElement)) return
      audio.muted = true
      await audio.play()
    })
    await page.mouse.wheel(0, 30_000)
    await until('other scenes', async () => (await page.getByText('Scene 1', { exact: true }).count()) === 0)
    expect(
      await page.locator('audio').evaluate((audio) => audio instanceof HTMLAudioElement && !audio.paused),
    ).toBe(true)
  })

  it('keeps the focus on a row that the reader scrolls away from', async () => {
    const { page } = await open({ chapters: [{ title: 'Only', scenes: scenes(1000) }] })
    const toggle = page.getByRole('button', { name: 'Only', exact: true })
    await toggle.focus()
    await page.mouse.wheel(0, 30_000)
    await until('other scenes', async () => (await page.getByText('Scene 1', { exact: true }).count()) === 0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Only')
  })
})

describe('the page around it', () => {
  it('shows a report without asking for anything', async () => {
    const text = html.replace(
      '<!--REPORT-->',
      () => `<script type="application/json" id="story-data">${SAMPLE.replaceAll('<', '\\u003c')}</script>`,
    )
    const { page, server } = await open(undefined, { page: text })
    await sees(page, 'The Quantum Barista')
    await page.getByRole('searchbox').fill('alarm')
    await sees(page, '1 of 3 scenes')
    expect(server.asked.map(({ path }) => path)).not.toContain(SKELETON)

    const file = join(temporaryFolder(), 'report.html')
    writeFileSync(file, text)
    await page.goto(pathToFileURL(file).href)
    await sees(page, 'The Quantum Barista')
  })

  it('works without a worker where the browser starts none', async () => {
    const { page, change } = await open(SAMPLE, {
      page: html.replace('worker-src blob:', "worker-src 'none'"),
    })
    await sees(page, 'The Quantum Barista')
    expect(page.workers()).toHaveLength(0)
    await change({ title: 'Another' })
    await sees(page, 'Another')
  })

  it.each([390, 1440])('has nothing that sticks out at a width of %i', async (width) => {
    const word = 'Donaudampfschifffahrt'.repeat(40)
    const { page } = await open(
      {
        title: word,
        logline: word,
        chapters: [
          {
            title: word,
            scenes: [
              {
                name: word,
                summary: word,
                assets: [asset(word, { workflow: word, params: { [word]: word } })],
              },
            ],
          },
        ],
      },
      { width },
    )
    await sees(page, 'Donaudampf')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    const ends = await page
      .locator('.sk-row *')
      .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
    expect(ends).toBeLessThanOrEqual(width)
  })
})
