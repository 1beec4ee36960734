import { Refusal } from '../../http/index.ts'
import { type MediaItem, textsOf } from '../review/index.ts'
import { keepTexts } from '../store/index.ts'
import type { MediaKind } from '../streams/index.ts'
import type { PersonCall } from './context.ts'
import type { StreamCall } from './stream-call.ts'

/**
 * Asks for new files. What they are made from is kept, so that a version can show its prompt later.
 *
 * @returns how many are new in the queue: what is made already is not made twice
 * @throws Refusal 422 when nothing can make this kind of file
 */
export async function enqueue(
  call: PersonCall,
  { stream }: StreamCall,
  kind: MediaKind,
  items: readonly MediaItem[],
): Promise<number> {
  if (call.generators[kind] === undefined) {
    throw new Refusal(
      422,
      `Nothing is set up that makes a ${kind}.`,
      'Add a generator to director.config.json.',
    )
  }
  const { db, person } = call
  db.transaction(() => {
    for (const { segment, sourceHash } of items) {
      if (sourceHash !== '') keepTexts(db, sourceHash, textsOf(kind, segment))
    }
  })
  const wanted = items.map(({ segment }) => ({ stream: stream.name, segment: segment.key, kind }))
  return call.queue.enqueue(wanted, person.id)
}
