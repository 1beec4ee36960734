import { fileURLToPath } from 'node:url'
import { type CallToolResult, Client, type ClientOptions } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { onTestFinished } from 'vitest'
import { createMcpServer } from '../../../src/mcp/index.ts'

export const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

/** The official client over stdio against the built binary; it goes with the test. */
export async function connect(workspace: string, options: ClientOptions = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, options)
  onTestFinished(() => client.close())
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, 'mcp', '--workspace', workspace],
  })
  await client.connect(transport, { timeout: 30_000 })
  return client
}

/** The official client in this process, against a server made from the sources. */
export async function connected(workspace: string, lockPatienceMs?: number): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const server = await createMcpServer({
    workspace,
    ...(lockPatienceMs === undefined ? {} : { lockPatienceMs }),
  })
  await server.connect(far)
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(near)
  onTestFinished(() => client.close())
  return client
}

/** Calls a tool; the answer's text, its data, and whether it is an error. */
export function caller(client: Client) {
  return async (name: string, args: { [key: string]: unknown } = {}) => {
    const result = await client.callTool({ name, arguments: args }, { timeout: 30_000 })
    return { text: textOf(result), data: Object(result.structuredContent), isError: result.isError === true }
  }
}

export const textOf = (result: CallToolResult): string =>
  result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n')
