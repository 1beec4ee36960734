import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Prepared, prepare, Refusal, sendPrepared } from '../../http/index.ts'
import { packageFile } from '../../progress/index.ts'
import { sending } from './answer.ts'
import type { Route } from './context.ts'

const TYPES: Readonly<Record<string, string>> = {
  'director.css': 'text/css; charset=utf-8',
  'director.js': 'text/javascript; charset=utf-8',
  'htmx.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

/** The style and the scripts, read once; strangers need them too, for the login page. */
export function assetRoute(): Route {
  const kept = new Map<string, Prepared>()
  const asset = (name: string): Prepared => {
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
    if (type === undefined) throw new Refusal(404, 'There is nothing here.', 'Look at the address.')
    const known = kept.get(name)
    if (known !== undefined) return known
    const bytes = readFileSync(packageFile(`director/${name}`))
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 24)}"`
    const found = prepare(bytes, type, etag)
    kept.set(name, found)
    return found
  }
  return {
    method: 'GET',
    path: '/assets/:name',
    access: 'open',
    handle: ({ params }) =>
      sending((request, response) => sendPrepared(request, response, asset(params['name'] ?? ''))),
  }
}
