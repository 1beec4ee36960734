import { realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import polka from 'polka'
import { makeFolder, systemReason } from '../files/index.ts'
import { addressOf, answerSocketErrors, isLoopback, listening } from '../http/index.ts'
import { createApp } from './app.ts'
import { checkedOptions, type ServeOptions } from './options.ts'
import { loadPages } from './pages.ts'

/** A running server. */
export type StoryServer = {
  /** The address to open, such as `http://127.0.0.1:8081`. */
  url: string
  port: number
  /** Ends all connections, open event streams too, and frees the port. May be called again. */
  close(): Promise<void>
}

/** How long a connection may stand still before it is let go, in ms. Event streams say something more often. */
const IDLE_MS = 120_000
const HEADERS_MS = 15_000
const REQUEST_MS = 30_000

/**
 * Serves a story folder, or a folder of stories, to browsers: the viewer page, the state files as they are now, the
 * media, and a stream of events that makes an open page change at once. Nothing can be changed through it.
 *
 * A missing folder is made; the page then waits for the story.
 *
 * @param path the folder
 * @throws StoryMonitorError PORT_IN_USE (the message names the next free port), NOT_A_FOLDER, INVALID_ARGUMENT
 * @example
 * const server = await serve('./my-story', { port: 8081 })
 * console.log(`Open ${server.url}`)
 * await server.close()
 */
export async function serve(path: string, options: ServeOptions = {}): Promise<StoryServer> {
  const { host, port, onWarning } = checkedOptions(path, options)
  const folder = resolve(path)
  makeFolder(folder)
  const pages = loadPages()
  // What the client sent without a Host header is refused by us, with our headers.
  const server = createServer({
    requireHostHeader: false,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
  })
  server.setTimeout(IDLE_MS)
  answerSocketErrors(server)
  const bound = { host, port }
  const app = createApp(rootOf(folder), pages, () => bound, onWarning)
  // A target that is no path matches no route, and is refused by the same checks.
  const router = polka({ server, onError: app.onError, onNoMatch: app.handle }).all('*', app.handle)
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  bound.port = await listening(router, port, host)
  // A socket that fails to accept one connection (too many open files) goes on with the next.
  server.on('error', (error) => onWarning(`The server could not take a connection: ${systemReason(error)}.`))
  if (!isLoopback(host)) {
    onWarning(`Everyone who can reach ${host}:${bound.port} on the network can read ${folder}.`)
  }
  let closing: Promise<void> | undefined
  return {
    url: addressOf(bound),
    port: bound.port,
    close() {
      closing ??= new Promise((done) => {
        app.close()
        server.close(() => done())
        server.closeAllConnections()
      })
      return closing
    },
  }
}

/** The folder may be a link that is changed later; a story that is served stays the one that was asked for. */
const rootOf = (folder: string) => realpathSync(folder)
