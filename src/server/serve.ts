import { realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import polka, { type Polka } from 'polka'
import { StoryMonitorError } from '../errors.ts'
import { makeFolder, systemCode, systemReason } from '../files/index.ts'
import { createApp } from './app.ts'
import { nextFreePort } from './free-port.ts'
import { addressOf, isLoopback } from './host-check.ts'
import { checkedOptions, type ServeOptions } from './options.ts'
import { loadPages } from './pages.ts'
import { answerSocketErrors } from './socket-errors.ts'

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

async function listening(router: Polka, port: number, host: string): Promise<number> {
  try {
    return await new Promise<number>((done, failed) => {
      router.listen(port, host, () => {
        router.server.off('error', failed)
        const address = router.server.address()
        done(typeof address === 'object' && address !== null ? address.port : port)
      })
      router.server.once('error', failed)
    })
  } catch (error) {
    throw await listenError(error, port, host)
  }
}

async function listenError(cause: unknown, port: number, host: string): Promise<StoryMonitorError> {
  const code = systemCode(cause)
  if (code === 'EADDRINUSE') {
    const free = await nextFreePort(port, host)
    const next = free === undefined ? 'Give another port.' : `The next free one is ${free}.`
    return new StoryMonitorError('PORT_IN_USE', `Port ${port} is in use. ${next}`, { cause })
  }
  if (code === 'EACCES') {
    const message = `Port ${port} may not be used by this user. Give one above 1023, such as 8081.`
    return new StoryMonitorError('INVALID_ARGUMENT', message, { cause })
  }
  const message = `Can't listen on ${host}:${port}: ${systemReason(cause)}. Use 127.0.0.1, or an address of this machine.`
  return new StoryMonitorError('INVALID_ARGUMENT', message, { cause })
}
