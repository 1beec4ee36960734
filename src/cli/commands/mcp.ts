import { setFlagsFromString } from 'node:v8'
import { clean } from '../../host/index.ts'
import { serveMcp } from '../../mcp/index.ts'
import type { Terminal } from '../terminal.ts'
import { ownVersion } from '../version.ts'

/** A client that never reads our stderr would block us with more than a few lines of it. */
const MAX_COMPLAINTS = 20

/** Serves a workspace over stdin and stdout until the client goes or the person ends it. */
export async function mcp({ workspace }: { workspace: string }, terminal: Terminal): Promise<number> {
  // A server waits most of its life beside an agent: without this, the young heap grows by 30 MB and never shrinks.
  setFlagsFromString('--semi-space-growth-factor=1')
  let complaints = 0
  const server = await serveMcp({ workspace, version: ownVersion() }, (reason) => {
    complaints += 1
    if (complaints < MAX_COMPLAINTS) terminal.err(`Not understood: ${clean(reason)}`)
    if (complaints === MAX_COMPLAINTS)
      terminal.err('Not understood: more of that, which is not told any more.')
  })
  // A connection that ended before its input did was given up.
  const gone = server.closed.then(() => (process.stdin.readableEnded ? 0 : 1))
  const code = await Promise.race([gone, terminal.stopped()])
  await server.close()
  return code
}
