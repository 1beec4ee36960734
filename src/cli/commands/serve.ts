import { resolve } from 'node:path'
import { serve } from '../../server/index.ts'
import { openInBrowser } from '../open-browser.ts'
import type { Terminal } from '../terminal.ts'
import { wholeNumber } from '../usage.ts'

export const MAX_PORT = 65_535

/** Serves a folder until the person ends it. */
export async function serveFolder(
  folder: string,
  options: { port: string; host: string; open?: boolean },
  terminal: Terminal,
): Promise<number> {
  const port = wholeNumber('--port', options.port, MAX_PORT)
  const stopped = terminal.stopped()
  const server = await serve(folder, {
    port,
    host: options.host,
    onWarning: (message) => terminal.err(message),
  })
  terminal.out(`${resolve(folder)} is served at ${server.url} (Ctrl+C ends it)`)
  if (options.open === true) {
    openInBrowser(server.url, () => terminal.err(`No browser could be opened; open ${server.url} yourself.`))
  }
  const code = await stopped
  await server.close()
  return code
}
