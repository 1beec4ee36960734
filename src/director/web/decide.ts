import { Refusal } from '../../http/index.ts'
import type { Overtaken } from '../pages/decision-form.tsx'
import type { LastAct, Undo } from '../pages/undo.tsx'
import { decidedSince, type Item } from '../review/index.ts'
import { addDecision, type Decision, type Verdict } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import type { PersonCall } from './context.ts'
import { notAnswered, type StreamCall } from './stream-call.ts'

const VERDICTS: readonly Verdict[] = ['approved', 'rejected', 'withdrawn', 'noted']
const MAX_NOTE = 4000

/**
 * Adds what a form says about a thing, if the thing is still what the person saw and nobody else has decided since.
 *
 * @param segment its key; empty for the story and the spec
 * @returns `overtaken` when nothing was added, with what came in between
 * @throws Refusal 410 when the thing is gone; 422 for half a form
 */
export function decideAbout(
  call: PersonCall,
  stream: Stream,
  item: Item,
  segment: string,
): { verdict: Verdict; overtaken?: Overtaken } {
  const { form } = call
  const verdict = VERDICTS.find((known) => known === form.get('verdict'))
  if (verdict === undefined) throw notAnswered('verdict')
  const note = (form.get('note') ?? '').trim().slice(0, MAX_NOTE)
  if (verdict === 'noted' && note === '') throw new Refusal(422, 'The note is empty.', 'Type it first.')
  const { fileHash, sourceHash, checkpoint } = item
  if (item.state === 'missing') {
    throw new Refusal(410, 'This is not there any more, so nothing was decided.', 'Load the page again.')
  }
  const isSame =
    verdict === 'withdrawn'
      ? form.get('decision') === String(item.decision?.id)
      : form.get('file') === fileHash && form.get('source') === sourceHash
  const since = decidedSince(item, form.get('decision') ?? '', call.person.id)
  // Who agrees, or only says something, overrules nobody.
  if (!isSame || (since !== undefined && verdict !== 'noted' && verdict !== item.state)) {
    return { verdict, overtaken: { verdict, note, ...(since && { decision: since }) } }
  }
  const about = { stream: stream.name, segment, checkpoint, fileHash, sourceHash }
  addDecision(call.db, { ...about, verdict, note, userId: call.person.id })
  return { verdict }
}

const WORDS = { keyframe: 'keyframes', video: 'videos', story: 'things', spec: 'things' }

/** What a person decided last in a stream and nobody has undone or overruled: one decision, or a whole batch. */
export function lastActOf(
  { person }: PersonCall,
  { stream, decisions, decided }: StreamCall,
): (LastAct & { decisions: readonly Decision[] }) | undefined {
  const stands = (one: Decision) => decided(one.checkpoint, one.segment)?.id === one.id
  const last = decisions.findLast((one) => one.userId === person.id && stands(one))
  if (last === undefined) return undefined
  const act = decisions.filter((one) => one.userId === person.id && one.at === last.at && stands(one))
  const segment = stream.spec?.segments.find(({ key }) => key === last.segment)
  const one = segment?.title ?? `the ${last.checkpoint}`
  const what = act.length === 1 ? one : `${act.length} ${WORDS[last.checkpoint]}`
  return { at: last.at, words: `${last.verdict} ${what}`, decisions: act }
}

/** The last act as the page of one thing shows it: what was decided there alone is undone by the thing's own button. */
export function undoBeside(call: PersonCall, found: StreamCall, { state, decision }: Item): Undo {
  const lastAct = lastActOf(call, found)
  const hasButton = decision !== undefined && state !== 'waiting' && state !== 'missing'
  const isThis = hasButton && lastAct?.decisions.every(({ id }) => id === decision.id) === true
  return { isThis, ...(lastAct && !isThis && { lastAct }) }
}

/** Undoes what the person decided last. @throws Refusal 409 when that is something else than the page said */
export function undoLast(call: PersonCall, found: StreamCall): void {
  const act = lastActOf(call, found)
  if (act === undefined || act.at !== call.form.get('act')) {
    throw new Refusal(
      409,
      'There is another last decision by now, so nothing was undone.',
      'Load the page again and look.',
    )
  }
  const at = new Date().toISOString()
  call.db.transaction(() => {
    for (const { stream, segment, checkpoint, fileHash, sourceHash } of act.decisions) {
      const about = { stream, segment, checkpoint, fileHash, sourceHash }
      addDecision(call.db, { ...about, verdict: 'withdrawn', note: '', userId: call.person.id, at })
    }
  })
}
