import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { smallPng } from './small-png.ts'

/** Runs in the page: the pixels of a PNG, as base64. */
const UNPACK = `
globalThis.unpack = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
  let text = ''
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
  return { width: bitmap.width, height: bitmap.height, rgba: btoa(text) }
}`

type Pixels = { width: number; height: number; rgba: string }

/**
 * Takes a picture of what a page shows and keeps it as a PNG of few colours.
 *
 * @param unpacker an empty page of the same browser: it unpacks the picture that the browser itself has packed
 */
export async function smallScreenshot(page: Page, unpacker: Page, path: string): Promise<void> {
  const whole = await page.screenshot()
  await unpacker.evaluate(UNPACK)
  const { width, height, rgba } = await unpacker.evaluate<Pixels>(`unpack('${whole.toString('base64')}')`)
  writeFileSync(path, smallPng(width, height, Buffer.from(rgba, 'base64')))
}
