import type { IncomingMessage, ServerResponse } from 'node:http'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { guards } from '../../http/index.ts'

/** What a handler gives back: the whole answer, or something that writes it itself. */
export type Answer =
  | { status: number; type: string; body: string; headers: readonly string[] }
  | { send(request: IncomingMessage, response: ServerResponse): void }

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page. */
export const html = (node: VNode, status = 200, headers: readonly string[] = []): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>${renderToString(node)}`,
  headers,
})

/** A part of a page, for htmx. */
export const fragment = (node: VNode, headers: readonly string[] = [], status = 200): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: renderToString(node),
  headers,
})

/** After a change: the browser asks for a page, so that a reload repeats nothing. */
export const seeOther = (location: string, headers: readonly string[] = []): Answer => ({
  status: 303,
  type: 'text/plain; charset=utf-8',
  body: '',
  headers: ['Location', location, ...headers],
})

/** For htmx: more changed than a part of the page can show. The browser keeps the place. */
export const reload = (): Answer => ({
  status: 200,
  type: 'text/plain; charset=utf-8',
  body: '',
  headers: ['HX-Refresh', 'true'],
})

export const sending = (send: (request: IncomingMessage, response: ServerResponse) => void): Answer => ({
  send,
})

export function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if ('send' in answer) {
    answer.send(request, response)
    return
  }
  response.writeHead(answer.status, [
    'Content-Type',
    answer.type,
    'Content-Length',
    String(Buffer.byteLength(answer.body)),
    'Cache-Control',
    'no-store',
    ...pageGuards(),
    ...answer.headers,
  ])
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/** With no-referrer, browsers send `Origin: null` with a form; same-origin tells other sites as little. */
const pageGuards = (): string[] =>
  guards(PAGE_POLICY).map((value) => (value === 'no-referrer' ? 'same-origin' : value))
