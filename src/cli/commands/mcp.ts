import { serveMcp } from '../../mcp/index.ts'
import { clean } from '../screen/clean.ts'
import type { Terminal } from '../terminal.ts'
import { ownVersion } from '../version.ts'

/** Serves a workspace over stdin and stdout until the client goes or the person ends it. */
export async function mcp({ workspace }: { workspace: string }, terminal: Terminal): Promise<number> {
  const gone = new Promise<number>((resolve) => {
    process.stdin.once('end', () => resolve(0))
    process.stdin.once('close', () => resolve(0))
  })
  const server = await serveMcp({ workspace, version: ownVersion() }, (reason) =>
    terminal.err(`Not understood, and passed over: ${clean(reason)}`),
  )
  const code = await Promise.race([gone, terminal.stopped()])
  await server.close()
  return code
}
