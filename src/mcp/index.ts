import type { McpServer } from '@modelcontextprotocol/server'
import { StoryMonitorError } from '../errors.ts'
import type { StdioServer } from './server.ts'

export type { StdioServer } from './server.ts'

/** `story-monitor/mcp`: the scene workflow for agents. The SDK is an optional dependency and is loaded on demand. */
export type McpOptions = {
  /** The folder of the state files. */
  workspace: string
  /** What the server says it is; default: 0. */
  version?: string
  /** How long a write waits for one and the same holder of a scene's lock, in milliseconds; default: 4,000. */
  lockPatienceMs?: number
}

/**
 * Makes an MCP server over a workspace; connect it to a transport of the SDK.
 *
 * @throws StoryMonitorError MISSING_DEPENDENCY when the SDK is not installed
 * @example
 * const server = await createMcpServer({ workspace: './workspace' })
 * await server.connect(new StdioServerTransport())
 */
export async function createMcpServer(options: McpOptions): Promise<McpServer> {
  const { buildMcpServer } = await loadServer()
  return buildMcpServer({ version: '0', ...options })
}

/**
 * Serves a workspace over stdin and stdout until the client goes.
 *
 * @param onTrouble called with what can't be understood
 * @example await serveMcp({ workspace: './workspace' }, (reason) => console.error(reason))
 */
export async function serveMcp(
  options: McpOptions,
  onTrouble: (reason: string) => void = () => {},
): Promise<StdioServer> {
  const { serveOverStdio } = await loadServer()
  return serveOverStdio({ version: '0', ...options }, onTrouble)
}

async function loadServer() {
  try {
    return await import('./server.ts')
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new StoryMonitorError(
      'MISSING_DEPENDENCY',
      'The MCP server needs @modelcontextprotocol/server, which is not installed: npm install @modelcontextprotocol/server@2',
      { cause: error },
    )
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  error.message.includes('@modelcontextprotocol/')
