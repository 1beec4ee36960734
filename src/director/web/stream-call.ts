import { Refusal } from '../../http/index.ts'
import type { Viewer } from '../pages/parts.tsx'
import { type Decided, decidedBy } from '../review/index.ts'
import { type Decision, decisionsOf, type Verdict } from '../store/index.ts'
import { isStream, readStream, type Stream } from '../streams/index.ts'
import type { PersonCall } from './context.ts'

/** A call about one stream: what is in its folder now, and what was decided. */
export type StreamCall = { stream: Stream; decisions: readonly Decision[]; decided: Decided; viewer: Viewer }

/** @throws Refusal 404 when there is no such stream */
export function streamIn(call: PersonCall): StreamCall {
  const name = call.params['stream'] ?? ''
  if (!isStream(call.root, name)) throw new Refusal(404, 'There is no such stream.', 'Look at the list.')
  const decisions = decisionsOf(call.db, name)
  return {
    stream: readStream(call.root, name),
    decisions,
    decided: decidedBy(decisions),
    viewer: { person: call.person, formToken: call.formToken },
  }
}

export const notAnswered = (what: string) =>
  new Refusal(422, `The form has no ${what}.`, 'Load the page again.')

/** What a decision form says. @throws Refusal 422 */
export function verdictIn(form: URLSearchParams): { verdict: Verdict; note: string } {
  const verdict = form.get('verdict')
  if (verdict !== 'approved' && verdict !== 'rejected' && verdict !== 'withdrawn')
    throw notAnswered('verdict')
  return { verdict, note: (form.get('note') ?? '').trim().slice(0, 4000) }
}

/** A decision is for what the person saw: when it changed meanwhile, they have to look again. */
export const changedMeanwhile = () =>
  new Refusal(
    409,
    'This changed while you looked at it, so nothing was decided.',
    'Go back, load the page and look again.',
  )
