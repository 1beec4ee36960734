import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { builtPages } from './support/pages.ts'

const policyOf = (html: string): string => /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? ''
const between = (html: string, open: string, close: string): string =>
  html.slice(html.lastIndexOf(open) + open.length, html.lastIndexOf(close))
/** The program that the page unpacks. */
const programOf = (html: string): string => {
  const packed = /id="program">([^<]*)</.exec(html)?.[1] ?? ''
  return inflateRawSync(Buffer.from(packed, 'base64')).toString()
}

for (const which of ['viewer', 'index'] as const) {
  test(`the ${which} page is one file that names no other`, async () => {
    const html = (await builtPages())[which]
    const markup = html.replace(/<script>[\s\S]*<\/script>/, '').replace(/<style>[\s\S]*<\/style>/, '')
    expect(markup).not.toMatch(/\ssrc=|@import|https?:/)
    expect(between(html, '<style>', '</style>')).not.toMatch(/url\(|@import/)
    const addresses = [...`${html}${programOf(html)}`.matchAll(/https?:\/\/[^\s"'`<>\\]+/g)].map(
      (match) => match[0],
    )
    const namespaces = addresses.filter((address) => !address.startsWith('http://www.w3.org/'))
    expect(namespaces).toEqual([])
  })

  test(`the ${which} page allows its own script and style by their hashes, and nothing else`, async () => {
    const html = (await builtPages())[which]
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const policy = policyOf(html)
    const loader = between(html, '<script>', '</script>')
    expect(policy).toContain(`script-src ${hash(loader)} ${hash(programOf(html))};`)
    expect(policy).toContain(`style-src ${hash(between(html, '<style>', '</style>'))};`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test(`the ${which} page can be told that its server is live`, async () => {
    const html = (await builtPages())[which]
    expect(html.split('data-server="none"').length).toBe(2)
  })
}

test('the viewer has one place for the data of a report, before its script', async () => {
  const { viewer } = await builtPages()
  expect(viewer.split('<!--REPORT-->').length).toBe(2)
  expect(viewer.indexOf('<!--REPORT-->')).toBeLessThan(viewer.lastIndexOf('<script>'))
})

test('the viewer is no larger than 120 KB', async () => {
  const { viewer } = await builtPages()
  expect(Buffer.byteLength(viewer)).toBeLessThanOrEqual(120 * 1024)
})
