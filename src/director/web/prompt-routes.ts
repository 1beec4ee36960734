import { PromptsForm, promptNames, promptsOf } from '../pages/prompts-form.tsx'
import type { Conflict } from '../pages/value-field.tsx'
import { addEvent } from '../store/index.ts'
import { type Editable, hashOf } from '../streams/index.ts'
import { type Answer, fragment, reload, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { enqueue } from './generate.ts'
import { saveText } from './save-text.ts'
import { alone, tabHref } from './shot-routes.ts'
import { kindIn, segmentIn, shotOf } from './shots.ts'
import { notAnswered, type StreamCall, streamIn } from './stream-call.ts'

/** Saves the prompts that were changed, and makes the file again from them where that was asked for. */
async function prompts(call: PersonCall): Promise<Answer> {
  const kind = kindIn(call)
  const before = streamIn(call)
  const segment = segmentIn(call, before.stream)
  const wanted = call.form.get('do')
  if (wanted !== 'save' && wanted !== 'generate') throw notAnswered('choice')
  const conflicts = savePrompts(call, before, promptsOf(kind, segment))
  const found = streamIn(call)
  const shot = shotOf(call, found, kind, segmentIn(call, found.stream))
  if (conflicts.length > 0) {
    if (!call.htmx) return alone(call, conflicts)
    const { stream, viewer } = found
    return fragment(PromptsForm({ viewer, stream, shot, conflicts }), [], 409)
  }
  if (wanted === 'generate') {
    await enqueue(call, found, kind, [shot.item])
    const about = { userId: call.person.id, stream: found.stream.name, segment: segment.key }
    addEvent(call.db, { ...about, kind: 'generated', detail: kind })
  }
  return call.htmx ? reload() : seeOther(tabHref(call, found.stream.name, segment.key))
}

/** @returns those that somebody else changed meanwhile; they stay as they are */
function savePrompts(call: PersonCall, before: StreamCall, all: readonly Editable[]): Conflict[] {
  const { name } = before.stream
  return all.flatMap((editable) => {
    const { id } = editable
    const names = promptNames(id)
    const [seen, value] = [call.form.get(names.seen), call.form.get(names.value)]
    if (seen === null || value === null) throw notAnswered('prompt')
    if (!isEdited(editable, seen, value)) return []
    if (saveText(call, before, { id, seen, value }).edit.kind === 'conflict') return [{ id, typed: value }]
    addEvent(call.db, { userId: call.person.id, stream: name, segment: '', kind: 'edited', detail: id })
    return []
  })
}

/** A prompt that the person left alone is left alone, whoever changed it; a browser sends its line ends in its own way. */
const isEdited = (editable: Editable, seen: string, value: string): boolean =>
  hashOf(editable.value) === seen ? editable.value.replace(/\r\n?/g, '\n') !== value : hashOf(value) !== seen

export const promptRoutes: readonly Route[] = [
  { method: 'POST', path: '/streams/:stream/:kind/:segment/prompts', access: 'director', handle: prompts },
]
