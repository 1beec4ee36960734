import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import polka from 'polka'
import { systemReason } from '../files/index.ts'
import { addressOf, answerSocketErrors, isLoopback, listening } from '../http/index.ts'
import { throttle } from './auth/index.ts'
import { commandsIn } from './generate/index.ts'
import { openQueue } from './open-queue.ts'
import { checkedOptions, type DirectorOptions } from './options.ts'
import { openDatabase, setting } from './store/index.ts'
import { keepThumbnails } from './thumbnails/index.ts'
import { createApp } from './web/app.ts'
import type { House } from './web/context.ts'
import { openEvents } from './web/events.ts'
import { routes } from './web/routes.ts'

/** A running dashboard. */
export type Director = {
  /** The address to open, such as `http://127.0.0.1:8083`. */
  url: string
  port: number
  /** Lets requests under way end (for a second at most), puts tasks under way back into the queue and frees the port. May be called again. */
  close(): Promise<void>
}

const HEADERS_MS = 15_000
const REQUEST_MS = 30_000
const GRACE_MS = 1000

/**
 * Serves the review dashboard over a folder of streams.
 *
 * @throws StoryMonitorError PORT_IN_USE, NOT_A_FOLDER, INVALID_ARGUMENT, MISSING_DEPENDENCY without libsql
 * @example
 * const director = await createDirector({ streams: './pipeline/streams', port: 8083 })
 * console.log(`Open ${director.url}`)
 * await director.close()
 */
export async function createDirector(options: DirectorOptions): Promise<Director> {
  const { root, database, config, redis, port, host, production, secret, origin, onWarning } =
    checkedOptions(options)
  const commands = commandsIn(config)
  const db = await openDatabase(database)
  const queue = await openQueue(db, { database, redis, root, commands, onWarning }).catch((error) => {
    db.close()
    throw error
  })
  try {
    const events = openEvents(onWarning)
    const house: House = {
      db,
      root,
      secret: secret ?? setting(db, 'secret', () => randomBytes(32).toString('hex')),
      secure: production,
      logins: throttle(),
      ...commands,
      queue,
      events,
      thumbnails: keepThumbnails(`${database}-thumbnails`),
    }
    const server = createServer({
      requireHostHeader: false,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
    })
    answerSocketErrors(server)
    const bound = { host, port }
    const app = createApp(house, routes(), () => bound, origin, onWarning)
    const router = polka({ server, onError: app.onError, onNoMatch: app.handle }).all('*', app.handle)
    bound.port = await listening(router, port, host)
    server.on('error', (error) =>
      onWarning(`The server could not take a connection: ${systemReason(error)}.`),
    )
    if (!isLoopback(host)) {
      onWarning(`Everyone who can reach ${host}:${bound.port} on the network can open the login page.`)
    }
    let closing: Promise<void> | undefined
    const stop = async () => {
      events.close()
      await new Promise<void>((done) => {
        server.close(() => done())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), GRACE_MS).unref()
      })
      await queue.close()
      db.close()
    }
    return {
      url: addressOf(bound),
      port: bound.port,
      close() {
        closing ??= stop()
        return closing
      },
    }
  } catch (error) {
    await queue.close()
    db.close()
    throw error
  }
}
