import { timeOf } from '../../../src/contract/index.ts'

/** What a question for a file came to. `same` means: nothing was read and nothing was parsed. */
export type Answer =
  | { kind: 'same' }
  | { kind: 'json'; value: unknown }
  | { kind: 'absent' }
  | { kind: 'malformed' }
  | { kind: 'too-large'; limitBytes: number }
  | { kind: 'refused'; status: number }
  | { kind: 'unreachable' }

const TIMEOUT_MS = 15_000
/** A Last-Modified younger than this can't be trusted: a second write within its second would look the same. */
const SETTLED_MS = 2_000

/**
 * One JSON file beside the page, asked for conditionally by hand: the browser's own cache would hide the 304.
 *
 * @example const answer = await new ConditionalFile('_progress.json', 32 << 20).ask()
 */
export class ConditionalFile {
  readonly name: string
  /** The server's clock at its last answer, ms since 1970. */
  serverTimeMs: number | undefined
  readonly #limitBytes: number
  #validator: { header: string; value: string } | undefined
  #lastText: string | undefined
  #lastMalformed = false

  constructor(name: string, limitBytes: number) {
    this.name = name
    this.#limitBytes = limitBytes
  }

  async ask(): Promise<Answer> {
    try {
      return await this.#ask()
    } catch {
      // fetch tells network trouble, a timeout and a broken body apart only by wording: for a reader they are one.
      return { kind: 'unreachable' }
    }
  }

  async #ask(): Promise<Answer> {
    const headers = this.#validator ? { [this.#validator.header]: this.#validator.value } : {}
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(this.name, { cache: 'no-store', headers, signal })
    this.serverTimeMs = httpTime(response.headers.get('date')) ?? this.serverTimeMs
    if (response.status === 304) return this.#unchanged()
    if (response.status === 200) return this.#read(response)
    await response.body?.cancel()
    this.#forget()
    if (response.status === 404 || response.status === 410) return { kind: 'absent' }
    if (response.status === 413) return { kind: 'too-large', limitBytes: this.#limitBytes }
    return { kind: 'refused', status: response.status }
  }

  async #read(response: Response): Promise<Answer> {
    const text = await textWithin(response, this.#limitBytes)
    if (text === undefined) {
      this.#forget()
      return { kind: 'too-large', limitBytes: this.#limitBytes }
    }
    this.#validator = validatorOf(response.headers)
    if (text === this.#lastText) return this.#unchanged()
    this.#lastText = text
    const answer = parse(text)
    this.#lastMalformed = answer.kind === 'malformed'
    return answer
  }

  /** What was malformed still is: only what was good can stay as it is. */
  #unchanged(): Answer {
    return this.#lastMalformed ? { kind: 'malformed' } : { kind: 'same' }
  }

  #forget(): void {
    this.#validator = undefined
    this.#lastText = undefined
  }
}

function parse(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text)
    return { kind: 'json', value }
  } catch {
    return { kind: 'malformed' }
  }
}

function validatorOf(headers: Headers): { header: string; value: string } | undefined {
  const etag = headers.get('etag')
  if (etag) return { header: 'If-None-Match', value: etag }
  const modified = headers.get('last-modified')
  const modifiedMs = httpTime(modified)
  const dateMs = httpTime(headers.get('date'))
  if (modified === null || modifiedMs === undefined || dateMs === undefined) return undefined
  return dateMs - modifiedMs > SETTLED_MS ? { header: 'If-Modified-Since', value: modified } : undefined
}

const httpTime = (value: string | null): number | undefined => timeOf(value)

/** The body as text, or undefined as soon as it grows past the limit: a 200 MB file is not read to its end. */
async function textWithin(response: Response, limitBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  if (Number(response.headers.get('content-length')) > limitBytes) bytes = limitBytes + 1
  while (bytes <= limitBytes) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return undefined
}
