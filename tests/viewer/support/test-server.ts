import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server for pages under test: it serves a map of texts with ETags, and its event stream is played by the test. */
export type TestServer = {
  readonly url: string
  /** What is served, by path without the first slash. A number is answered as that status. */
  readonly files: Map<string, string | number>
  /** Every request since the start: `GET /_progress.json 304`. */
  readonly requests: string[]
  /** Sends one event to each open stream. */
  emit(event: string, data: unknown): void
  /** How many event streams are open. */
  streams(): number
  /** Cuts the open streams and refuses new ones, or accepts them again. */
  allowStreams(allowed: boolean): void
  /** Answers no request any more: each connection is cut. */
  setDown(down: boolean): void
  /** Takes this much off the Date header of each answer, in ms. */
  setClockBehind(ms: number): void
  close(): Promise<void>
}

export type TestServerOptions = {
  /** What each new stream is told at once; without it no stream gets a word. */
  hello?: () => unknown
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const files = new Map<string, string | number>()
  const requests: string[] = []
  const streams = new Set<ServerResponse>()
  let down = false
  let streamsAllowed = true
  let behindMs = 0

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://test').pathname.slice(1))
    response.setHeader('date', new Date(Date.now() - behindMs).toUTCString())
    if (path === '_events') return openStream(response)
    const body = files.get(path)
    if (typeof body !== 'string') {
      response.writeHead(body ?? 404).end()
      return
    }
    const etag = `"${createHash('sha1').update(body).digest('base64url')}"`
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    const isPage = path.endsWith('.html') || path.endsWith('/')
    const type = isPage ? 'text/html; charset=utf-8' : 'application/json'
    response.writeHead(200, { etag, 'content-type': type, 'cache-control': 'no-cache' }).end(body)
  }

  const openStream = (response: ServerResponse) => {
    if (!streamsAllowed || !options.hello) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 300\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
    response.write(eventText('hello', options.hello()))
  }

  const server = createServer((request, response) => {
    if (down) {
      request.socket.destroy()
      return
    }
    response.on('finish', () => requests.push(`${request.method} ${request.url} ${response.statusCode}`))
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const cutStreams = () => {
    for (const stream of streams) stream.destroy()
  }

  return {
    url: `http://127.0.0.1:${port}/`,
    files,
    requests,
    emit: (event, data) => {
      for (const stream of streams) stream.write(eventText(event, data))
    },
    streams: () => streams.size,
    allowStreams: (allowed) => {
      streamsAllowed = allowed
      if (!allowed) cutStreams()
    },
    setDown: (value) => {
      down = value
      if (value) server.closeAllConnections()
    },
    setClockBehind: (ms) => {
      behindMs = ms
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const eventText = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
