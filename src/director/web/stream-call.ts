import { Refusal } from '../../http/index.ts'
import type { Viewer } from '../pages/parts.tsx'
import { streamHref } from '../pages/streams.tsx'
import { type Decided, decidedBy } from '../review/index.ts'
import { type Decision, decisionsOf } from '../store/index.ts'
import { isStream, type MediaFile, readStream, type Segment, type Stream } from '../streams/index.ts'
import type { PersonCall } from './context.ts'

/** A call about one stream: what is in its folder now, and what was decided. */
export type StreamCall = { stream: Stream; decisions: readonly Decision[]; decided: Decided; viewer: Viewer }

/** What is in the folder alone: for files, of which a page shows many. @throws Refusal 404 when there is no such stream */
export function folderIn(call: PersonCall): Stream {
  const name = call.params['stream'] ?? ''
  if (!isStream(call.root, name)) throw new Refusal(404, 'There is no such stream.', 'Look at the list.')
  const stream = readStream(call.root, name)
  return { ...stream, media: lookedAtOnce(stream) }
}

/** One request sees one state of the files, and looks at each of them once: a gallery has a thousand. */
function lookedAtOnce(stream: Stream): Stream['media'] {
  const known = {
    keyframe: new Map<Segment, MediaFile | undefined>(),
    video: new Map<Segment, MediaFile | undefined>(),
  }
  return (kind, segment) => {
    if (!known[kind].has(segment)) known[kind].set(segment, stream.media(kind, segment))
    return known[kind].get(segment)
  }
}

/** @throws Refusal 404 when there is no such stream */
export function streamIn(call: PersonCall): StreamCall {
  const stream = folderIn(call)
  const decisions = decisionsOf(call.db, stream.name)
  return {
    stream,
    decisions,
    decided: decidedBy(decisions),
    viewer: { person: call.person, formToken: call.formToken },
  }
}

export const notAnswered = (what: string) =>
  new Refusal(422, `The form has no ${what}.`, 'Load the page again.')

/** The page that a form stood on, if it is one of this stream. */
export function ownPage(call: PersonCall, name: string): string | undefined {
  const back = call.form.get('back') ?? ''
  return back.startsWith(`${streamHref(name)}/`) && /^[\x21-\x7e]*$/.test(back) ? back : undefined
}
