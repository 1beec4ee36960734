/** Asks a generator for a script over Ollama's HTTP interface. A refusal keeps its status, so that it is tried again or not. */
export async function generate(
  url: string,
  model: string,
  prompt: string,
  signal: AbortSignal,
): Promise<string> {
  const answer = await fetch(`${url}/api/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, prompt, stream: false }),
    signal,
  })
  const body: { response?: unknown; error?: unknown } = JSON.parse(await answer.text())
  if (!answer.ok)
    throw Object.assign(new Error(`the generator answered ${answer.status}: ${body.error}`), {
      status: answer.status,
    })
  if (typeof body.response !== 'string') throw new Error('the generator answered without a text')
  return body.response
}

/** The name of the first model that the generator has. */
export async function firstModel(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/tags`)
  const body: { models?: { name?: string }[] } = JSON.parse(await answer.text())
  const name = body.models?.[0]?.name
  if (name === undefined) throw new Error(`${url} has no model; get one with: ollama pull llama3.2`)
  return name
}
