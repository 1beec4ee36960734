/** A line of a streamed answer, or the whole answer where nothing is streamed. */
type Piece = { response?: unknown; done?: unknown; error?: unknown }

/**
 * Asks a generator for a script over Ollama's HTTP interface. The answer is streamed: of one that is kept back until it is
 * whole, the head comes only after minutes, and fetch gives up on it after five. A refusal keeps its status, so that it is
 * tried again or not.
 */
export async function generate(
  url: string,
  model: string,
  prompt: string,
  signal: AbortSignal,
): Promise<string> {
  const answer = await fetch(`${url}/api/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, prompt, stream: true }),
    signal,
  })
  if (!answer.ok) throw refusalOf(answer.status, await answer.text())
  let script = ''
  let done = false
  for await (const line of linesOf(answer)) {
    const piece = pieceOf(line)
    // Once an answer has begun, its status can't change: an error comes as a line of its own.
    if (piece.error !== undefined) throw new Error(`the generator broke off: ${String(piece.error)}`)
    if (typeof piece.response === 'string') script += piece.response
    done ||= piece.done === true
  }
  if (!done) throw new Error('the generator broke off in the middle of its answer')
  if (script === '') throw new Error('the generator answered without a text')
  return script
}

/**
 * The model to ask: the one that is wished for, if the generator has it, else its first.
 *
 * @throws Error with what to do when the generator can't be reached or has no such model
 */
export async function chooseModel(url: string, wished: string | undefined): Promise<string> {
  const names = await modelsAt(url)
  const [first] = names
  if (first === undefined) throw new Error(`${url} has no model; get one with: ollama pull llama3.2`)
  if (wished === undefined) return first
  const found = names.find((name) => name === wished || name === `${wished}:latest`)
  if (found !== undefined) return found
  throw new Error(
    `${url} has no model "${wished}" (it has ${names.join(', ')}); get it with: ollama pull ${wished}`,
  )
}

async function modelsAt(url: string): Promise<string[]> {
  let answer: Response
  try {
    answer = await fetch(`${url}/api/tags`, { signal: AbortSignal.timeout(10_000) })
  } catch (cause) {
    throw new Error(`No generator answers at ${url}; start it with: ollama serve`, { cause })
  }
  const text = await answer.text()
  if (!answer.ok) throw refusalOf(answer.status, text)
  const { models = [] }: { models?: { name?: string }[] } = JSON.parse(text)
  return models.flatMap(({ name }) => name ?? [])
}

/** A proxy before the generator answers in HTML. */
function refusalOf(status: number, text: string): Error {
  let reason = text.slice(0, 200)
  try {
    reason = String(JSON.parse(text).error ?? reason)
  } catch {
    // Not JSON: its beginning has to do.
  }
  return Object.assign(new Error(`the generator answered ${status}: ${reason}`), { status })
}

function pieceOf(line: string): Piece {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Error(`the generator answered what is no JSON: ${line.slice(0, 100)}`, { cause })
  }
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield line
  }
  if (rest.trim() !== '') yield rest
}
