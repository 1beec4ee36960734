import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ProgressTracker } from 'story-monitor'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** What a person reads on the page, the script's own text left out. */
const wordsOf = async (page: Page) => (await page.locator('#app').textContent()) ?? ''

const urlOf = (demo: RunningCommand) =>
  until('the address of the page', () => /http:\/\/[\d.]+:\d+/.exec(demo.stdout())?.[0])
const pidOf = (demo: RunningCommand) =>
  until('the pid of the pipeline', () => Number(/pipeline is process (\d+)/.exec(demo.stdout())?.[1]))

test('the demo makes a whole story, and its page shows it finished with every scene', async () => {
  const folder = temporaryFolder('demo')
  const demo = startCommand(['demo', '--fast', '--port', '0', '--folder', folder])
  const url = await urlOf(demo)
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.goto(url)
  await until('the end of the story', () => demo.stdout().includes('The story is finished'), 60_000)
  await until('the page to say so', async () => /finished/i.test(await wordsOf(page)))
  const skeleton = JSON.parse(readFileSync(join(folder, '_director_progress.json'), 'utf8'))
  for (const chapter of skeleton.chapters) {
    await until(chapter.title, async () => (await page.getByText(chapter.title).count()) > 0)
    for (const scene of chapter.scenes) {
      await until(scene.name, async () => (await page.getByText(scene.name).count()) > 0)
    }
  }
  const story = await page.goto(`${url}/story.html`)
  expect(story?.status()).toBe(200)
  const card = page.locator('img').first()
  await until(
    'a card',
    async () =>
      (await card.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)) === 960,
  )
  expect(problems).toEqual([])
  demo.child.kill('SIGINT')
  expect(await demo.ended).toBe(0)
  await page.close()
}, 120_000)

test('a pipeline that is killed is told by the open page, and Ctrl+C ends the demo', async () => {
  const folder = temporaryFolder('demo')
  const demo = startCommand(['demo', '--port', '0', '--folder', folder])
  const page = await browser.newPage()
  await page.goto(await urlOf(demo))
  await until('the page to show it alive', async () => /alive/i.test(await wordsOf(page)))
  process.kill(await pidOf(demo), 'SIGKILL')
  await until('the page to tell', async () => {
    const words = await wordsOf(page)
    return /is gone while/.test(words) && !/Running/.test(words)
  })
  await until('the terminal to tell', () => /The pipeline ended \(SIGKILL\)/.test(demo.stderr()))
  demo.child.kill('SIGINT')
  expect(await demo.ended).toBe(0)
  await page.close()
})

test('Ctrl+C while the story is being made ends the pipeline too', async () => {
  const demo = startCommand(['demo', '--port', '0', '--folder', temporaryFolder('demo')])
  const pid = await pidOf(demo)
  demo.child.kill('SIGINT')
  expect(await demo.ended).toBe(0)
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
})

test('two demos at once: the second says that the port is in use and takes the next free one', async () => {
  const first = startCommand(['demo', '--port', '0', '--folder', temporaryFolder('demo')])
  const port = new URL(await urlOf(first)).port
  const second = startCommand(['demo', '--port', port, '--folder', temporaryFolder('demo')])
  const words = await until('the second to start', () =>
    /Port \d+ is in use, so the page is on \d+/.exec(second.stdout()),
  )
  expect(words[0]).toContain(`Port ${port} is in use`)
  const url = await urlOf(second)
  expect((await fetch(url)).status).toBe(200)
  expect(new URL(url).port).not.toBe(port)
})

test('a second demo in the same folder is refused, naming the first, until that one has ended', async () => {
  const folder = temporaryFolder('demo')
  const first = startCommand(['demo', '--port', '0', '--folder', folder])
  await urlOf(first)
  const second = startCommand(['demo', '--port', '0', '--folder', folder])
  expect(await second.ended).toBe(1)
  expect(second.stderr()).toContain(`Another demo (process ${first.child.pid}) is at work in ${folder}`)
  expect(second.stdout()).toBe('')
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
  await urlOf(startCommand(['demo', '--fast', '--port', '0', '--folder', folder]))
})

test('a demo does not write into a folder in which a pipeline is at work', async () => {
  const folder = temporaryFolder('demo')
  const tracker = new ProgressTracker(folder)
  onTestFinished(() => tracker.close())
  tracker.start('production')
  const demo = startCommand(['demo', '--port', '0', '--folder', folder])
  expect(await demo.ended).toBe(1)
  expect(demo.stderr()).toContain(`A pipeline (process ${process.pid}) is at work in ${folder}`)
})
