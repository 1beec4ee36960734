import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { served } from './support/server.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const SCRIPT = `document.title = 'it ran'; fetch('/_progress.json')`

async function open(name: string, text: string) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'cards'))
  writeFileSync(join(folder, 'cards', '1.png'), PIXEL)
  writeFileSync(join(folder, '_progress.json'), '{}')
  writeFileSync(join(folder, name), text)
  const server = await served(folder)
  const page = await browser.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`${server.url}/${name}`)
  return { page, asked }
}

test('a story page from the folder shows its pictures and style, and runs nothing', async () => {
  const { page, asked } = await open(
    'story.html',
    `<title>a story</title><style>p { color: rgb(1, 2, 3) }</style><p onclick="${SCRIPT}">text</p>
    <img src="cards/1.png" onload="${SCRIPT}"><img src="missing.png" onerror="${SCRIPT}"><script>${SCRIPT}</script>`,
  )
  await page.click('p')
  expect(await page.title()).toBe('a story')
  const image = page.locator('img').first()
  expect(await image.evaluate((node) => 'naturalWidth' in node && node.naturalWidth)).toBe(1)
  expect(await page.evaluate(`getComputedStyle(document.querySelector('p')).color`)).toBe('rgb(1, 2, 3)')
  expect(asked).toContain('/cards/1.png')
  expect(asked).not.toContain('/_progress.json')
  await page.close()
})

test('a drawing with a script is only a drawing', async () => {
  const { page, asked } = await open(
    'drawing.svg',
    `<svg xmlns="http://www.w3.org/2000/svg" onload="${SCRIPT}"><title>a drawing</title><script>${SCRIPT}</script></svg>`,
  )
  expect(await page.title()).toBe('a drawing')
  expect(asked).toEqual(['/drawing.svg'])
  await page.close()
})
