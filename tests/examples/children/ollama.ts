import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/*
 * A server that speaks as Ollama's documentation says, for clients that must not tell it from Ollama: streamed answers by
 * default, whole ones on request, its errors. Prints its port. Arguments: the names of its models.
 *
 * Four programmes go wrong on their first try: 503, an error in mid-stream, a connection that breaks in mid-stream, a
 * proxy's page instead of JSON.
 */
const models = process.argv.slice(2)
const troubled = new Set<string>()
const FAULTS: ReadonlyMap<string, 'busy' | 'broken' | 'cut' | 'proxy'> = new Map([
  ['day-1-06h', 'busy'],
  ['day-1-08h', 'broken'],
  ['day-2-07h', 'cut'],
  ['day-3-09h', 'proxy'],
])

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : address)
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/') return void response.end('Ollama is running')
  if (request.url === '/api/version') return json(response, 200, { version: '0.12.6' })
  if (request.url === '/api/tags') return json(response, 200, { models: models.map(described) })
  if (request.url !== '/api/generate') return void response.writeHead(404).end('404 page not found')
  if (request.method !== 'POST') return void response.writeHead(405).end('405 method not allowed')
  const asked = parsed(await textOf(request))
  if (asked === undefined)
    return json(response, 400, { error: 'invalid character at the beginning of value' })
  const model = String(asked['model'])
  if (!models.includes(model)) return json(response, 404, { error: `model '${model}' not found` })
  const prompt = String(asked['prompt'] ?? '')
  const fault = faultOf(prompt)
  if (fault === 'busy') return json(response, 503, { error: 'server busy, please try again' })
  if (fault === 'proxy')
    return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
  const words = scriptFor(prompt).match(/\S+\s*/g) ?? []
  if (asked['stream'] === false) return json(response, 200, last(model, words.join('')))
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const [index, word] of words.entries()) {
    if (fault !== undefined && index === 5) {
      if (fault === 'cut') return void response.destroy()
      return void response.end(
        `${JSON.stringify({ error: 'an error was encountered while running the model' })}\n`,
      )
    }
    response.write(`${JSON.stringify({ model, created_at: now(), response: word, done: false })}\n`)
  }
  response.end(`${JSON.stringify(last(model, ''))}\n`)
}

/** Only the first of the same questions goes wrong, whatever its client adds to it. */
function faultOf(prompt: string) {
  const programme = /\((day-[^)]+)\)/.exec(prompt)?.[1] ?? ''
  if (troubled.has(programme)) return undefined
  troubled.add(programme)
  return FAULTS.get(programme)
}

function scriptFor(prompt: string): string {
  const subject = prompt.replaceAll(/\s+/g, ' ').slice(0, 60)
  const line = (index: number) =>
    `Line ${index} of ${subject} speaks of boat ${prompt.length * index} and its crew.`
  return Array.from({ length: 7 }, (_, index) => line(index + 1)).join('\n')
}

const last = (model: string, response: string) => ({
  model,
  created_at: now(),
  response,
  done: true,
  done_reason: 'stop',
  context: [1, 2, 3],
  total_duration: 5_043_500_667,
  load_duration: 5_025_959,
  prompt_eval_count: 26,
  prompt_eval_duration: 325_953_000,
  eval_count: 290,
  eval_duration: 4_709_213_000,
})

const described = (name: string) => ({
  name,
  model: name,
  modified_at: now(),
  size: 2_019_393_189,
  digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
  details: { format: 'gguf', family: 'llama', parameter_size: '3.2B', quantization_level: 'Q4_K_M' },
})

const now = () => new Date().toISOString()

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function parsed(text: string): { [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
