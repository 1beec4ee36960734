import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server'
import { createMcpServer } from 'story-monitor/mcp'

/*
 * The MCP server over HTTP, for the conformance suite only: the same handlers as over stdio, in an empty workspace.
 * Prints its address and runs until it is ended.
 */
const workspace = mkdtempSync(join(tmpdir(), 'story-monitor-conformance-'))
const handler = createMcpHandler(() => createMcpServer({ workspace, version: '0.0.0' }))

const server = createServer(async (incoming, outgoing) => {
  const request = await requestFrom(incoming)
  const answer =
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins()) ??
    (await handler.fetch(request))
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (answer.body === null) outgoing.end()
  else await answer.body.pipeTo(Writable.toWeb(outgoing))
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(`http://127.0.0.1:${address.port}/mcp`)
})

async function requestFrom(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = new Headers()
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  const method = incoming.method ?? 'GET'
  const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {}
  return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {
    method,
    headers,
    ...body,
  })
}
