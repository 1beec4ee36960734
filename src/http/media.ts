import { closeSync, createReadStream, type Stats } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { openInside } from '../files/index.ts'
import { contentTypeOf } from './content-types.ts'
import { type Part, partOf } from './range.ts'
import { Refusal } from './refusal.ts'
import { CLOSED_POLICY, guards, hasAlready, NO_CACHE } from './respond.ts'

/**
 * A page or drawing out of a story folder shows its text, pictures and sounds, and runs nothing: the sandbox gives it
 * an origin of its own.
 */
const SANDBOX_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; frame-ancestors 'none'"

/** Sends a file of the story folder, or the part of it that is asked for, from the descriptor that the gate opened. */
export function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  path: string,
): void {
  const file = openInside(root, path)
  if (file === undefined) throw notHere()
  try {
    const part = answerHead(request, response, file.stat, path)
    if (part !== undefined) {
      stream(response, file.fd, part)
      return
    }
  } catch (error) {
    closeSync(file.fd)
    throw error
  }
  closeSync(file.fd)
}

export const notHere = () =>
  new Refusal(
    404,
    'There is no such file here.',
    'Look at the file name, or wait until the pipeline has made it.',
  )

/** Writes the head, and the whole answer where no body follows; gives the bytes that are still to be sent. */
function answerHead(
  request: IncomingMessage,
  response: ServerResponse,
  stat: Stats,
  path: string,
): { start: number; end: number } | undefined {
  const etag = `"${stat.ino.toString(36)}-${stat.size.toString(36)}-${stat.mtimeMs.toString(36)}"`
  const modified = stat.mtime.toUTCString()
  const { type, active, attachment } = contentTypeOf(path)
  const common = [...validators(etag, modified), ...guards(active ? SANDBOX_POLICY : CLOSED_POLICY)]
  if (isUnchanged(request, etag, stat)) {
    response.writeHead(304, common)
    response.end()
    return undefined
  }
  const part = request.method === 'GET' ? partFor(request, stat.size, etag, modified) : undefined
  if (part?.kind === 'outside') {
    throw new Refusal(416, 'The file ends before that range.', `It has ${stat.size} bytes.`, [
      'Content-Range',
      `bytes */${stat.size}`,
    ])
  }
  const span = part?.kind === 'part' ? part : { start: 0, end: stat.size - 1 }
  const headers = ['Content-Type', type, 'Content-Length', String(span.end - span.start + 1), ...common]
  headers.push('Accept-Ranges', 'bytes')
  if (attachment) headers.push('Content-Disposition', 'attachment')
  if (part?.kind === 'part') headers.push('Content-Range', `bytes ${span.start}-${span.end}/${stat.size}`)
  response.writeHead(part?.kind === 'part' ? 206 : 200, headers)
  if (request.method === 'GET' && span.end >= span.start) return span
  response.end()
  return undefined
}

const validators = (etag: string, modified: string) => ['ETag', etag, 'Last-Modified', modified, ...NO_CACHE]

function isUnchanged(request: IncomingMessage, etag: string, stat: Stats): boolean {
  const known = request.headers['if-none-match']
  if (known !== undefined) return hasAlready(known, etag)
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && Math.floor(stat.mtimeMs / 1000) * 1000 <= since
}

/** A range of another version than the reader has would not fit what it has already. */
function partFor(request: IncomingMessage, size: number, etag: string, modified: string): Part {
  const version = request.headers['if-range']
  if (version !== undefined && version !== etag && version !== modified) return { kind: 'whole' }
  return partOf(request.headers.range, size)
}

function stream(response: ServerResponse, fd: number, { start, end }: { start: number; end: number }): void {
  const source = createReadStream('', { fd, start, end })
  const rest = () => end - start + 1 - source.bytesRead
  // A file that became shorter on the way, or a disk error: the length is promised, and what comes next on this
  // connection must not be taken for the rest, so it has to break.
  pipeline(source, response, { end: false }).then(
    () => (rest() > 0 ? response.destroy() : response.end()),
    () => response.destroy(),
  )
}
