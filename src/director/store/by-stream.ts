import type { Database } from './database.ts'
import { type Decision, decisionsAfter } from './decisions.ts'

type Kept = { upTo: number; lists: Map<string, readonly Decision[]> }

const kept = new WeakMap<Database, Kept>()

/**
 * The decisions about each stream, oldest first. Decisions are only ever added: each look reads only those that came
 * since the one before, and a stream's list is the same array until something is decided there.
 */
export function decisionsByStream(db: Database): ReadonlyMap<string, readonly Decision[]> {
  const known: Kept = kept.get(db) ?? { upTo: 0, lists: new Map() }
  kept.set(db, known)
  const fresh = new Map<string, Decision[]>()
  for (const decision of decisionsAfter(db, known.upTo)) {
    const list = fresh.get(decision.stream) ?? []
    list.push(decision)
    fresh.set(decision.stream, list)
    known.upTo = decision.id
  }
  for (const [stream, list] of fresh) known.lists.set(stream, [...(known.lists.get(stream) ?? []), ...list])
  return known.lists
}
