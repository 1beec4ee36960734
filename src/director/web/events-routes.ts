import { Refusal } from '../../http/index.ts'
import { isStream } from '../streams/index.ts'
import { type Answer, sending } from './answer.ts'
import { type State, stateOfList, stateOfStream } from './changes.ts'
import type { PersonCall, Route } from './context.ts'
import { personIn } from './session.ts'

function followed(call: PersonCall, topic: string, state: () => State): Answer {
  const { cookies, formToken } = call
  const isStillIn = () => personIn(call, cookies)?.formToken === formToken
  return sending((request, response) =>
    call.events.follow({ topic, state, session: formToken, isStillIn }, request, response),
  )
}

/** What an open page listens to. Each event names what changed; the page asks for it like any other. */
export const eventsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/events',
    access: 'viewer',
    handle: (call) => followed(call, '', () => stateOfList(call.db, call.root)),
  },
  {
    method: 'GET',
    path: '/streams/:stream/events',
    access: 'viewer',
    handle(call) {
      const name = call.params['stream'] ?? ''
      if (!isStream(call.root, name)) throw new Refusal(404, 'There is no such stream.', 'Look at the list.')
      return followed(call, name, () => stateOfStream(call.db, call.root, name))
    },
  },
]
