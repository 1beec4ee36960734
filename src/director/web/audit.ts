import { addEvent, type EventKind } from '../store/index.ts'
import type { PersonCall, PersonRoute } from './context.ts'

type Recorded = { kind: EventKind; segment?: string; detail?: string }

/** Decisions and deployments are records themselves; the others say it where they know more than the address tells. */
const RECORDS_ITSELF: ReadonlySet<string> = new Set([
  '/logout',
  '/account/password',
  '/new',
  '/presets/:id/remove',
  '/tasks/:id/cancel',
  '/streams/:stream/story',
  '/streams/:stream/spec',
  '/streams/:stream/deploy',
  '/streams/:stream/undo',
  '/streams/:stream/:kind',
  '/streams/:stream/:kind/:segment',
  '/streams/:stream/:kind/:segment/prompts',
])

const ONE = { keyframes: 'keyframe', videos: 'video' } as const
const kindOf = ({ params }: PersonCall): string =>
  params['kind'] === 'keyframes' || params['kind'] === 'videos' ? ONE[params['kind']] : ''

const RECORDED: Readonly<Record<string, (call: PersonCall) => Recorded>> = {
  '/streams/:stream/archive': () => ({ kind: 'archived' }),
  '/streams/:stream/unarchive': () => ({ kind: 'unarchived' }),
  '/streams/:stream/spec/value': ({ form }) => ({ kind: 'edited', detail: form.get('id') ?? '' }),
  '/streams/:stream/:kind/:segment/generate': (call) => ({ kind: 'generated', detail: kindOf(call) }),
  '/streams/:stream/:kind/:segment/versions/:version': (call) => ({ kind: 'restored', detail: kindOf(call) }),
  '/presets': ({ form }) => ({ kind: 'changed', detail: `the preset ${form.get('name') ?? ''}` }),
}

/**
 * Adds what somebody has just changed to the record of activity. A change that nothing here knows is recorded by its
 * address, so that a new route can't be forgotten.
 */
export function record(route: PersonRoute, call: PersonCall): void {
  if (RECORDS_ITSELF.has(route.path)) return
  const { params } = call
  const known = RECORDED[route.path]?.(call) ?? { kind: 'changed', detail: route.path }
  addEvent(call.db, {
    userId: call.person.id,
    stream: params['stream'] ?? '',
    segment: params['segment'] ?? '',
    ...known,
  })
}
