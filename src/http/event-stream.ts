import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from './refusal.ts'
import { guards, type Headers } from './respond.ts'

/** A proxy or a browser takes a silent connection for a dead one. */
const KEEPALIVE_MS = 15_000
/** A reader that is this far behind is let go; it comes back and asks for everything. */
const MAX_UNSENT_BYTES = 64 * 1024
const MAX_READERS = 500

const STREAM_HEADERS: Headers = [
  'Content-Type',
  'text/event-stream; charset=utf-8',
  'Cache-Control',
  'no-store',
  ...guards(),
]

/** One server-sent event. */
export const eventText = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** The open event streams of one story. */
export type Readers = {
  /** Opens a stream. `hello` is sent first. */
  add(request: IncomingMessage, response: ServerResponse, hello: string): void
  send(text: string): void
  close(): void
}

/** @param onCount called with the number of readers when it changed */
export function readers(onCount: (count: number) => void): Readers {
  const open = new Set<ServerResponse>()
  let keepalive: NodeJS.Timeout | undefined

  const send = (text: string) => {
    for (const response of open) {
      response.write(text)
      if (response.writableLength > MAX_UNSENT_BYTES) response.destroy()
    }
  }

  const remove = (response: ServerResponse) => {
    if (!open.delete(response)) return
    if (open.size === 0) clearInterval(keepalive)
    onCount(open.size)
  }

  return {
    add(request, response, hello) {
      if (open.size >= MAX_READERS) {
        throw new Refusal(
          503,
          `${MAX_READERS} pages watch already.`,
          'Close some of them, or poll the files.',
        )
      }
      response.writeHead(200, [...STREAM_HEADERS])
      if (request.method === 'HEAD') {
        response.end()
        return
      }
      response.on('close', () => remove(response))
      response.on('error', () => remove(response))
      open.add(response)
      if (open.size === 1) keepalive = setInterval(() => send(': still here\n\n'), KEEPALIVE_MS)
      onCount(open.size)
      response.write(`retry: 1000\n${hello}`)
    },
    send,
    close() {
      for (const response of open) {
        response.end()
        remove(response)
      }
    },
  }
}

/** The folder became something else: the page asks for the one that belongs here now, and for its stream. */
export function sendAway(open: Readers): void {
  open.send(eventText('reload', {}))
  open.close()
}
