import { createDirector, openAccounts } from '../../director/index.ts'
import { openInBrowser } from '../open-browser.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder, wholeNumber } from '../usage.ts'
import { MAX_PORT } from './serve.ts'

export type DirectorServeOptions = {
  streams: string
  port: string
  host: string
  db?: string
  config?: string
  queue?: string
  prod?: boolean
  origin?: string
  open?: boolean
}

/** Serves the review dashboard until the person ends it. */
export async function serveDirector(options: DirectorServeOptions, terminal: Terminal): Promise<number> {
  const port = wholeNumber('--port', options.port, MAX_PORT)
  const streams = existingFolder(options.streams)
  const stopped = terminal.stopped()
  const director = await createDirector({
    streams,
    port,
    host: options.host,
    production: options.prod === true,
    onWarning: (message) => terminal.err(message),
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.db === undefined ? {} : { database: options.db }),
    ...(options.queue === undefined ? {} : { queue: options.queue }),
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  })
  terminal.out(`The director's dashboard is at ${director.url} (Ctrl+C ends it)`)
  const accounts = await openAccounts(options.db)
  if (accounts.list().length === 0) {
    terminal.out('Nobody can log in yet: story-monitor director user add NAME')
  }
  accounts.close()
  if (options.open === true) {
    openInBrowser(director.url, () =>
      terminal.err(`No browser could be opened; open ${director.url} yourself.`),
    )
  }
  const code = await stopped
  await director.close()
  return code
}
