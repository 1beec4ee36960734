import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { ProgressTracker, SkeletonWriter } from 'story-monitor'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodePng } from '../../examples/story-pipeline/png.ts'
import { launchBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'
import { until } from '../support/until.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('a report opens from disk with its story and its pictures, long after the folder has gone, and asks for nothing', async () => {
  const folder = temporaryFolder('film')
  mkdirSync(join(folder, 'cards'))
  const picture = encodePng({ width: 30, height: 20, pixels: new Uint8Array(30 * 20 * 3).fill(120) })
  writeFileSync(join(folder, 'cards', 'a #1.png'), picture)
  const tracker = new ProgressTracker(folder, { jobId: 'film-7' })
  tracker.start('reddit')
  tracker.complete()
  tracker.close()
  const skeleton = new SkeletonWriter(folder)
  skeleton.begin({ title: 'The Lamp' })
  const place = skeleton.addScene(skeleton.addChapter({ title: 'Night' }), { name: 'The stairs' })
  skeleton.addAsset(place, { name: 'Card', type: 'image', status: 'done', resultPath: 'cards/a #1.png' })
  skeleton.close()
  const report = join(temporaryFolder('sent'), 'report.html')
  expect(await run('report', folder, '-o', report)).toMatchObject({ code: 0 })
  rmSync(folder, { recursive: true })

  const page = await browser.newPage()
  const asked: string[] = []
  const problems: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.goto(pathToFileURL(report).href)
  for (const words of ['film-7', 'The Lamp', 'Night', 'The stairs']) {
    await until(words, async () => (await page.getByText(words).count()) > 0)
  }
  const image = page.locator('img').first()
  await image.scrollIntoViewIfNeeded()
  await until(
    'the picture',
    async () =>
      (await image.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)) === 30,
  )
  expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(report).href])
  expect(problems).toEqual([])
  await page.close()
})
