import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Refusal } from './refusal.ts'

/** Headers as node:http takes them fastest: name, value, name, value. */
export type Headers = readonly string[]

/** For everything that is no page: nothing in it may load, run or be framed. */
export const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** What stands on every response, errors included. */
export const guards = (policy: string = CLOSED_POLICY): Headers => [
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Content-Security-Policy',
  policy,
]

/** Ask again each time; a 304 makes that cheap. */
export const NO_CACHE: Headers = ['Cache-Control', 'no-cache']

/** A body that is in memory, with all its headers made once. */
export type Prepared = { etag: string; full: string[]; unchanged: string[]; bytes: Uint8Array }

/** @param etag with its quotes */
export function prepare(bytes: Uint8Array, type: string, etag: string, policy?: string): Prepared {
  const common = ['ETag', etag, ...NO_CACHE, ...guards(policy)]
  const full = ['Content-Type', type, 'Content-Length', String(bytes.length), ...common]
  return { etag, full, unchanged: common, bytes }
}

/** Sends it whole, or 304 when the reader has it already. */
export function sendPrepared(request: IncomingMessage, response: ServerResponse, body: Prepared): void {
  if (hasAlready(request.headers['if-none-match'], body.etag)) {
    response.writeHead(304, body.unchanged)
    response.end()
    return
  }
  response.writeHead(200, body.full)
  response.end(request.method === 'HEAD' ? undefined : body.bytes)
}

/** Whether an If-None-Match header names this version. Weak comparison, as RFC 9110 wants it here. */
export function hasAlready(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header === etag || header.trim() === '*') return true
  return header.split(',').some((given) => given.trim().replace(/^W\//, '') === etag)
}

export function sendRedirect(response: ServerResponse, location: string): void {
  response.writeHead(308, ['Location', location, 'Content-Length', '0', ...NO_CACHE, ...guards()])
  response.end()
}

/** The body of every error. */
export const errorBody = (refusal: Refusal): string =>
  `${JSON.stringify({ error: refusal.message, hint: refusal.hint })}\n`

const errorHeaders = (refusal: Refusal, body: string): string[] => [
  'Content-Type',
  'application/json; charset=utf-8',
  'Content-Length',
  String(Buffer.byteLength(body)),
  'Cache-Control',
  'no-store',
  ...guards(),
  ...refusal.headers,
]

export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  // Something is on its way already: breaking off is the only way left to say that it is not whole.
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = errorBody(refusal)
  const headers = errorHeaders(refusal, body)
  // A body that nobody reads would stand in the way of the next request.
  if (request.method !== 'GET' && request.method !== 'HEAD') headers.push('Connection', 'close')
  response.writeHead(refusal.status, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** A whole response as text, for a socket on which node:http gave up. */
export function rawRefusal(refusal: Refusal): string {
  const body = errorBody(refusal)
  const headers = [...errorHeaders(refusal, body), 'Connection', 'close']
  const lines = [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`]
  for (let index = 0; index < headers.length; index += 2)
    lines.push(`${headers[index]}: ${headers[index + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
