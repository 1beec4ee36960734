import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { putKeyframe } from './pictures.ts'
import { enter, type House, type Visitor } from './visit.ts'

export const MANY_GALLERY = '/streams/many/keyframes'

/** A stream of many segments with a picture each, its gallery open in a browser of somebody who has logged in. */
export async function openMany(
  browser: Browser,
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
  await page.goto(house.url + MANY_GALLERY)
  return { house, visitor, context, page }
}
