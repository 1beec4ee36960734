import { mediaJudge, textsOf } from '../review/index.ts'
import { keepTexts } from '../store/index.ts'
import { type Edit, editValue, type Segment, type Stream } from '../streams/index.ts'
import type { PersonCall } from './context.ts'
import { type StreamCall, streamIn } from './stream-call.ts'

/** One text as a form sends it; `seen` is the hash of what stood there when the person began to type. */
export type TypedText = { id: string; seen: string; value: string }

/** Saves one text, and keeps what pictures and films were made from before and after. @returns also the stream after it */
export function saveText(
  call: PersonCall,
  before: StreamCall,
  { id, seen, value }: TypedText,
): { edit: Edit; after: StreamCall } {
  rememberOrigins(call, before, id)
  const edit = editValue(call.root, before.stream.name, id, seen, value)
  const after = streamIn(call)
  if (edit.kind !== 'conflict') rememberTexts(call, after, id)
  return { edit, after }
}

const segmentWith = (stream: Stream, id: string): Segment | undefined =>
  stream.spec?.segments.find(({ image, negative, motion }) =>
    [image, negative, motion].some((editable) => editable.id === id),
  )

/** What the files were made from is told by the prompts that stand there before they change. */
function rememberOrigins({ db }: PersonCall, { stream, decided }: StreamCall, id: string): void {
  const judge = mediaJudge(db, stream, decided)
  const edited = segmentWith(stream, id)
  if (edited === undefined) return
  judge('keyframe', edited)
  judge('video', edited)
}

/** What is made from the new prompts, perhaps by a task that is queued already, can show them later. */
function rememberTexts({ db }: PersonCall, { stream, decided }: StreamCall, id: string): void {
  const edited = segmentWith(stream, id)
  if (edited === undefined) return
  keepTexts(db, edited.imageHash, textsOf('keyframe', edited))
  const { sourceHash } = mediaJudge(db, stream, decided)('video', edited)
  if (sourceHash !== '') keepTexts(db, sourceHash, textsOf('video', edited))
}
