import { sendMedia } from '../../http/index.ts'
import { restore, versionPath, versionsOf } from '../generate/index.ts'
import { ComparePage } from '../pages/compare.tsx'
import { shotHref, type Version } from '../pages/media.tsx'
import { textsOf } from '../review/index.ts'
import { textsOfVersion } from '../store/index.ts'
import type { MediaKind, Segment, Stream } from '../streams/index.ts'
import { type Answer, html, seeOther, sending } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { kindIn, nowhere, segmentIn, shotOf } from './shots.ts'
import { folderIn, streamIn } from './stream-call.ts'

/** The earlier versions of a file, newest first, each with the prompts that it was made from. */
export function versionsIn(call: PersonCall, stream: Stream, kind: MediaKind, segment: Segment): Version[] {
  const thing = { stream: stream.name, segment: segment.key, checkpoint: kind }
  const names = versionsOf(call.root, stream.name, kind, segment.key)
  return names.map(({ name, until, hash }, index) => {
    const texts = textsOfVersion(call.db, thing, hash)
    return {
      name,
      label: `version ${names.length - index}`,
      until: until.toISOString(),
      href: shotHref(stream, { kind, segment }, 'versions', name),
      ...(texts && { texts }),
    }
  })
}

function compare(call: PersonCall): Answer {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { stream, viewer } = found
  const segment = segmentIn(call, stream)
  const versions = versionsIn(call, stream, kind, segment)
  const wanted = call.query.get('with')
  const version = wanted === null ? versions[0] : versions.find(({ name }) => name === wanted)
  if (wanted !== null && version === undefined) throw nowhere()
  const { item } = shotOf(call, found, kind, segment)
  return html(ComparePage({ viewer, stream, item, versions, version, texts: textsOf(kind, segment) }))
}

function sendVersion(call: PersonCall): Answer {
  const stream = folderIn(call)
  const name = call.params['version'] ?? ''
  const path = versionPath(stream.name, kindIn(call), segmentIn(call, stream).key, name)
  if (path === undefined) throw nowhere()
  return sending((request, response) => sendMedia(request, response, call.root, path))
}

function restoreVersion(call: PersonCall): Answer {
  const kind = kindIn(call)
  const stream = folderIn(call)
  const segment = segmentIn(call, stream)
  if (restore(call.root, stream.name, kind, segment.key, call.params['version'] ?? '') === undefined)
    throw nowhere()
  return seeOther(shotHref(stream, { kind, segment }))
}

const SHOT = '/streams/:stream/:kind/:segment'

export const versionRoutes: readonly Route[] = [
  { method: 'GET', path: `${SHOT}/compare`, access: 'viewer', handle: compare },
  { method: 'GET', path: `${SHOT}/versions/:version`, access: 'viewer', handle: sendVersion },
  { method: 'POST', path: `${SHOT}/versions/:version`, access: 'director', handle: restoreVersion },
]
