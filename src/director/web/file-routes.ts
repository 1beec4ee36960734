import { Refusal, sendMedia } from '../../http/index.ts'
import { keptHash } from '../store/index.ts'
import { contentHash, type MediaFile, type Stream, stampText } from '../streams/index.ts'
import { type Answer, sending } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { kindIn, nowhere, segmentIn } from './shots.ts'
import { folderIn } from './stream-call.ts'

function fileIn(call: PersonCall): { stream: Stream; file: MediaFile } {
  const stream = folderIn(call)
  const file = stream.media(kindIn(call), segmentIn(call, stream))
  if (file === undefined) throw nowhere()
  return { stream, file }
}

const sendFile = (call: PersonCall, { stream, file }: ReturnType<typeof fileIn>): Answer =>
  sending((request, response) => sendMedia(request, response, call.root, `${stream.name}/${file.path}`))

/** A small picture where one can be made, else the whole one. */
async function thumbnail(call: PersonCall): Promise<Answer> {
  if (kindIn(call) !== 'keyframe') throw nowhere()
  const found = fileIn(call)
  const { stream, file } = found
  const hash = keptHash(call.db, `${stream.folder}/${file.path}`, stampText(file.stamp), () =>
    contentHash(stream.folder, file.path),
  )
  const made = await call.thumbnails.of(hash, call.root, `${stream.name}/${file.path}`)
  if (made.kind === 'whole') return sendFile(call, found)
  if (made.kind === 'broken') {
    throw new Refusal(422, `${file.path} is damaged or no picture.`, 'Regenerate it, or restore a version.')
  }
  return sending((request, response) => sendMedia(request, response, call.thumbnails.folder, made.name))
}

const SHOT = '/streams/:stream/:kind/:segment'

export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: `${SHOT}/file`, access: 'viewer', handle: (call) => sendFile(call, fileIn(call)) },
  { method: 'GET', path: `${SHOT}/thumbnail`, access: 'viewer', handle: thumbnail },
]
