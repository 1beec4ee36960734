import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CLOSED_POLICY, guards, NO_CACHE } from '../../http/index.ts'
import { contentsOf, packed, safeName } from '../export/index.ts'
import { type Answer, sending } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { streamIn } from './stream-call.ts'

/** Nothing can be said any more once a download has begun: one that is not whole breaks off, and browsers show that. */
function exported(call: PersonCall): Answer {
  const { stream, decided, decisions } = streamIn(call)
  const { db, root, person } = call
  return sending((request, response) => {
    response.writeHead(200, [
      'Content-Type',
      'application/zip',
      'Content-Disposition',
      `attachment; filename="stream.zip"; filename*=UTF-8''${encoded(`${safeName(stream.name)}.zip`)}`,
      ...NO_CACHE,
      ...guards(CLOSED_POLICY),
    ])
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    const { parts, texts } = contentsOf(root, stream, { db, decided, decisions, by: person.displayName })
    pipeline(Readable.from(packed(root, stream.name, parts, texts)), response).catch(() => response.destroy())
  })
}

/** RFC 5987 allows less than encodeURIComponent leaves. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

export const exportRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream/export.zip', access: 'viewer', handle: exported },
]
