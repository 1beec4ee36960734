import type { Decision } from '../store/index.ts'
import { hashOf } from '../streams/index.ts'
import type { Item } from './judge.ts'

const contentOf = ({ fileHash, sourceHash }: Item): string => hashOf(fileHash, sourceHash).slice(0, 40)

/** What somebody saw, as one short text: the file, what it was made from, and the decision that stood there. */
export const seenOf = (item: Item): string => `${contentOf(item)}.${item.decision?.id ?? ''}`

/** Whether a thing has the content that somebody saw, whatever was decided since. @param seen from `seenOf` */
export const hasContentOf = (item: Item, seen: string): boolean => contentOf(item) === seen.split('.')[0]

/**
 * What somebody else decided about a thing since it was seen. What a person decided themselves, they know.
 *
 * @param seen the id of the decision that stood there; empty for none
 */
export function decidedSince({ decision }: Item, seen: string, userId: number): Decision | undefined {
  if (decision === undefined || String(decision.id) === seen || decision.userId === userId) return undefined
  return decision
}
