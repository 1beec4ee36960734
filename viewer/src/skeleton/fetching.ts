import { given } from '../../../src/contract/index.ts'
import type { Trouble, Validator } from './protocol.ts'

/** A file larger than this would take the browser down before it showed anything. */
export const MAX_BYTES = 100_000_000
const TIMEOUT_MS = 60_000

export type Fetched =
  | { kind: 'text'; text: string; validator: Validator }
  | { kind: 'unchanged' }
  | { kind: 'absent' }
  | { kind: 'unreadable'; trouble: Trouble; reason: string }

/**
 * Asks for a file, conditionally: with the validator of the last answer an unchanged file costs a 304 and no parsing.
 *
 * @param url absolute: a worker from a blob: address has no folder of its own
 * @example await fetchText('http://127.0.0.1:8081/_director_progress.json', {})
 */
export async function fetchText(
  url: string,
  validator: Validator,
  get: typeof fetch = fetch,
): Promise<Fetched> {
  try {
    const headers = new Headers()
    if (validator.etag !== undefined) headers.set('If-None-Match', validator.etag)
    else if (validator.modified !== undefined) headers.set('If-Modified-Since', validator.modified)
    const response = await get(url, { cache: 'no-store', headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.status === 304) return { kind: 'unchanged' }
    if (response.status === 404 || response.status === 410) return { kind: 'absent' }
    if (response.status === 413) return tooLarge('the server finds it too large to send')
    if (!response.ok) {
      return { kind: 'unreadable', trouble: 'refused', reason: `the server answered ${response.status}` }
    }
    return await readBody(response)
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError'
    const reason = late ? `no answer within ${TIMEOUT_MS / 1000} s` : 'the server does not answer'
    return { kind: 'unreadable', trouble: 'unreachable', reason }
  }
}

/** Counts while it reads: a length in the headers may be missing, or that of the compressed body. */
async function readBody(response: Response): Promise<Fetched> {
  if (Number(response.headers.get('content-length') ?? 0) > MAX_BYTES) {
    await response.body?.cancel()
    return tooLarge()
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = response.body?.getReader()
  const parts: string[] = []
  for (let bytes = 0; reader !== undefined; ) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.byteLength
    if (bytes > MAX_BYTES) {
      await reader.cancel()
      return tooLarge()
    }
    const part = decoded(() => decoder.decode(value, { stream: true }))
    if (part === undefined) return notText()
    parts.push(part)
  }
  const rest = decoded(() => decoder.decode())
  if (rest === undefined) return notText()
  return { kind: 'text', text: parts.join('') + rest, validator: validatorOf(response.headers) }
}

function decoded(decode: () => string): string | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const notText = (): Fetched => ({ kind: 'unreadable', trouble: 'unread', reason: 'it is not UTF-8 text' })

const tooLarge = (reason = `it is larger than ${MAX_BYTES / 1_000_000} MB`): Fetched => ({
  kind: 'unreadable',
  trouble: 'too large',
  reason,
})

/** A time of change counts in whole seconds: one that is as young as the answer may hide a second change. */
function validatorOf(headers: Headers): Validator {
  const etag = headers.get('etag') ?? undefined
  const modified = headers.get('last-modified') ?? undefined
  const age = Date.parse(headers.get('date') ?? '') - Date.parse(modified ?? '')
  return { ...given('etag', etag), ...given('modified', age >= 2000 ? modified : undefined) }
}
