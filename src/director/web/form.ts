import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../http/index.ts'

const MAX_BYTES = 2 * 1024 * 1024

/**
 * Reads a submitted form. Browsers send every line end as CR LF; the texts come with LF.
 *
 * @throws Refusal 415 for what is no form, 413 when it is too large
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Refusal(415, 'That is not a form.', 'Send it as application/x-www-form-urlencoded.')
  }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue
    size += piece.length
    if (size > MAX_BYTES) throw new Refusal(413, 'The form is too large.', 'Shorten the text.')
    pieces.push(piece)
  }
  const form = new URLSearchParams(Buffer.concat(pieces).toString('utf8'))
  return new URLSearchParams([...form].map(([name, value]) => [name, value.replaceAll('\r\n', '\n')]))
}
