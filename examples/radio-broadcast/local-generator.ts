import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { writeScript } from './writer.ts'

/** The generator is out of reach for so long when it dies. */
const DEAD_MS = 250

/**
 * A generator on this machine that speaks the two calls of Ollama's interface which the broadcast needs: `/api/tags` and
 * `/api/generate`. In chaos it hangs, answers 500, returns scripts that are none, dies and comes back.
 */
export async function startLocalGenerator(options: { chaos: boolean; thinkMs: number }) {
  let asked = 0
  let port = 0
  let server = await listen()

  function listen(): Promise<Server> {
    const next = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy())
    })
    return new Promise((resolve, reject) => {
      next.once('error', reject)
      next.listen(port, '127.0.0.1', () => {
        const address = next.address()
        if (typeof address === 'object' && address !== null) port = address.port
        resolve(next)
      })
    })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/api/tags') return send(response, 200, { models: [{ name: 'harbour-writer' }] })
    if (request.url !== '/api/generate' || request.method !== 'POST')
      return send(response, 404, { error: 'not found' })
    const { prompt } = JSON.parse(await bodyOf(request))
    asked += 1
    await wait(options.thinkMs * (0.5 + Math.random()))
    if (options.chaos) {
      if (asked % 29 === 17) return
      if (asked % 13 === 7) return send(response, 500, { error: 'out of memory' })
      if (asked % 11 === 3) return stream(response, 'As a model I can not')
      if (asked === 23) return die()
    }
    stream(response, writeScript(String(prompt)))
  }

  async function die(): Promise<void> {
    server.close()
    server.closeAllConnections()
    await wait(DEAD_MS)
    server = await listen()
  }

  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** A script as Ollama sends it: a line for each few words, and one that says it is done. */
function stream(response: ServerResponse, script: string): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const piece of script.match(/\S+\s*/g) ?? [])
    response.write(`${JSON.stringify({ response: piece, done: false })}\n`)
  response.end(`${JSON.stringify({ response: '', done: true })}\n`)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
