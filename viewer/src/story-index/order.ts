import type { Seen } from '../judge/picture.ts'

/** How soon somebody should look: what waits for a person comes first, what is over last. */
const RANKS: { [State in Seen['state']]: number } = {
  paused: 0,
  degraded: 1,
  inspect: 2,
  stuck: 2,
  dead: 2,
  failed: 2,
  alive: 3,
  unseen: 3,
  idle: 4,
  waiting: 5,
  finished: 6,
}

/** The more pressing of two pictures of the same folder: of its story and of its production run. */
export function pressing(story: Seen | undefined, run: Seen | undefined): Seen | undefined {
  if (story === undefined || run === undefined) return story ?? run
  return RANKS[run.state] < RANKS[story.state] ? run : story
}

/**
 * The order of the list: by how pressing, then newest first, then by name.
 *
 * @example [...stories].sort(byAttention)
 */
export function byAttention(one: Listed, other: Listed): number {
  const rank = RANKS[one.seen.state] - RANKS[other.seen.state]
  if (rank !== 0) return rank
  return (other.updatedMs ?? 0) - (one.updatedMs ?? 0) || (one.name < other.name ? -1 : 1)
}

type Listed = { name: string; seen: Pick<Seen, 'state'>; updatedMs: number | undefined }
