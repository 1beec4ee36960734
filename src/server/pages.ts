import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { VIEWER_HTML_FILENAME } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { type Prepared, prepare } from '../http/index.ts'
import { etagOf } from './state-files.ts'

/** The built pages, as this server sends them. `below`: the viewer for a story that has a list above it. */
export type Pages = { viewer: Prepared; below: Prepared; index: Prepared }

/** Reads the built pages once; they don't change while the server runs. */
export const loadPages = (): Pages => ({
  viewer: page(VIEWER_HTML_FILENAME),
  below: page(VIEWER_HTML_FILENAME, ' data-list="above"'),
  index: page('story_index.html'),
})

/** @param more attributes of the page's root, each with a space before it */
function page(name: string, more = ''): Prepared {
  const told = `data-server="live"${more}`
  const html = readFileSync(builtFile(name), 'utf8').replace('data-server="none"', told)
  const bytes = Buffer.from(html)
  return prepare(
    bytes,
    'text/html; charset=utf-8',
    etagOf(bytes),
    `${policyOf(html, name)}; frame-ancestors 'none'`,
  )
}

/** Beside the built code, or, when this runs from src, in dist. */
function builtFile(name: string): string {
  const places = [`./${name}`, `../../dist/${name}`].map((way) =>
    fileURLToPath(new URL(way, import.meta.url)),
  )
  const found = places.find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new StoryMonitorError(
    'NOT_FOUND',
    `The page ${name} is not built. Run "npm run build" and try again.`,
  )
}

/** One source for the policy: the page's own meta tag. A meta tag can't forbid framing, so the header adds that. */
function policyOf(html: string, name: string): string {
  const found = /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]+)"/i.exec(html)?.[1]
  if (found !== undefined) return found
  throw new StoryMonitorError('MALFORMED', `The page ${name} has no Content-Security-Policy. Build it again.`)
}
