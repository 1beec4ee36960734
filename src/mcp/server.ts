import { McpServer } from '@modelcontextprotocol/server'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { checkWorkspace, GenerationStore } from '../generation/index.ts'
import { dropLongFrames, MAX_FRAME_BYTES } from './long-frames.ts'
import { LOCK_TRY_MS } from './patience.ts'
import { addPrompts } from './prompts.ts'
import { addResources } from './resources.ts'
import { addReadingTools } from './tools/reading.ts'
import { addStoryTools } from './tools/stories.ts'
import { addWritingTools } from './tools/writing.ts'

const INSTRUCTIONS =
  'Tracks scene generation in seven steps. Begin with start_generation, then start_step and complete_step for steps 1 to 7, then complete_generation. Every answer names the next call; a refusal names the call that helps.'

/** No call needs more than this; a bigger one is refused before it is looked at. */
const MAX_INPUT_ELEMENTS = 20_000

/** Builds a server that is not connected yet. This module loads the SDK; the room's door does so on demand. */
export function buildMcpServer(options: {
  workspace: string
  version: string
  lockPatienceMs?: number
}): McpServer {
  const server = new McpServer(
    { name: 'story-monitor', title: 'Story monitor', version: options.version },
    {
      instructions: INSTRUCTIONS,
      capabilities: { resources: { subscribe: true, listChanged: true } },
      maxToolInputElements: MAX_INPUT_ELEMENTS,
    },
  )
  const store = new GenerationStore(options.workspace, { lockTimeoutMs: LOCK_TRY_MS })
  addReadingTools(server, store, options.lockPatienceMs)
  addWritingTools(server, store, options.lockPatienceMs)
  addStoryTools(server, store.workspace)
  addResources(server, store)
  addPrompts(server)
  return server
}

/** A server on this process's stdin and stdout; `closed` resolves when the client has gone or the connection is given up. */
export type StdioServer = { closed: Promise<void>; close(): Promise<void> }

/**
 * Serves over the stdin and stdout of this process until the client goes.
 *
 * @param onTrouble for messages that are no JSON-RPC; stdout carries nothing but the protocol
 */
export function serveOverStdio(
  options: { workspace: string; version: string },
  onTrouble: (reason: string) => void,
): StdioServer {
  // The server is built when the client says hello: what can't work is told before.
  checkWorkspace(options.workspace)
  const frames = dropLongFrames(() => {
    onTrouble(`a frame of more than ${MAX_FRAME_BYTES} bytes; it was skipped`)
    process.stdout.write(`${TOO_LONG}\n`)
  })
  const transport = new TellingTransport(process.stdin.pipe(frames))
  process.stdin.on('error', (error) => frames.destroy(error))
  // A flowing stdin would keep the process alive.
  void transport.closed.then(() => process.stdin.unpipe(frames).pause())
  const handle = serveStdio(() => buildMcpServer(options), {
    transport,
    onerror: (error) => onTrouble(firstWords(error.message)),
  })
  return { closed: transport.closed, close: () => handle.close() }
}

/** Nobody knows the id of a frame that was not read. */
const TOO_LONG = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: {
    code: -32700,
    message: `Parse error: the frame has more than ${MAX_FRAME_BYTES} bytes. Put long texts into a file and give its path.`,
  },
})

/** The schema library's reasons for an odd frame fill pages; they are for nobody. */
const firstWords = (message: string): string =>
  message.trimStart().startsWith('[') ? 'a frame that is no JSON-RPC message' : message

/** The SDK's transport says to nobody but the SDK that it has closed. */
class TellingTransport extends StdioServerTransport {
  #tell: () => void = () => {}
  readonly closed = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  override async close(): Promise<void> {
    await super.close()
    this.#tell()
  }
}
