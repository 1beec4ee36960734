import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDirector, makeDemoStreams, openAccounts } from '../../director/index.ts'
import type { Terminal } from '../terminal.ts'
import { wholeNumber } from '../usage.ts'
import { MAX_PORT } from './serve.ts'

const NAME = 'director'

/** Serves the dashboard over three example streams in a temporary folder, with somebody who can log in. */
export async function demoDirector(options: { port: string }, terminal: Terminal): Promise<number> {
  const port = wholeNumber('--port', options.port, MAX_PORT)
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-director-'))
  const [streams, database] = [join(folder, 'streams'), join(folder, 'director.db')]
  const stopped = terminal.stopped()
  makeDemoStreams(streams)
  const password = randomBytes(9).toString('base64url')
  const accounts = await openAccounts(database)
  await accounts.add({ name: NAME, displayName: 'The director', password })
  accounts.close()
  const director = await createDirector({
    streams,
    database,
    port,
    config: join(folder, 'director.config.json'),
    onWarning: (message) => terminal.err(message),
  })
  terminal.out(`Open ${director.url} and log in as ${NAME} with the password ${password}`)
  terminal.out(`The streams are in ${streams}; Ctrl+C ends the page.`)
  const code = await stopped
  await director.close()
  return code
}
