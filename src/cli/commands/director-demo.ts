import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDirector, makeDemoStreams, openAccounts } from '../../director/index.ts'
import type { Terminal } from '../terminal.ts'
import { wholeNumber } from '../usage.ts'
import { MAX_PORT } from './serve.ts'

const NAME = 'director'

/** So that the last step can be tried too: it takes its time, tells lines, and puts nothing anywhere. */
const DEPLOY = `for (const part of ['25%', '60%', '90%']) {
  console.log('Pretending to upload: ' + part)
  await new Promise((resolve) => setTimeout(resolve, 700))
}
console.log('This is the demo, nothing left your machine: https://example.org/' + process.argv[1])`

/** Serves the dashboard over three example streams in a temporary folder, with somebody who can log in. */
export async function demoDirector(options: { port: string }, terminal: Terminal): Promise<number> {
  const port = wholeNumber('--port', options.port, MAX_PORT)
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-director-'))
  const [streams, database] = [join(folder, 'streams'), join(folder, 'director.db')]
  const config = join(folder, 'director.config.json')
  const deploy = {
    command: [process.execPath, '--input-type=module', '-e', DEPLOY, '{stream}'],
    platform: 'demo',
  }
  writeFileSync(config, JSON.stringify({ deploy }))
  const stopped = terminal.stopped()
  const { hasVideos } = await makeDemoStreams(streams)
  if (!hasVideos) terminal.err('There are no videos: they need ffmpeg. Install it and start the demo again.')
  const password = randomBytes(9).toString('base64url')
  const accounts = await openAccounts(database)
  await accounts.add({ name: NAME, displayName: 'The director', password })
  accounts.close()
  const director = await createDirector({
    streams,
    database,
    port,
    config,
    onWarning: (message) => terminal.err(message),
  })
  terminal.out(`Open ${director.url} and log in as ${NAME} with the password ${password}`)
  terminal.out(`The streams are in ${streams}; Ctrl+C ends the page.`)
  const code = await stopped
  await director.close()
  return code
}
