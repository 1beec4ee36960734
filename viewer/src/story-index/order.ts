import { ATTENTION } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'

/** The more pressing of two pictures of the same folder: of its story and of its production run. */
export function pressing(story: Seen | undefined, run: Seen | undefined): Seen | undefined {
  if (story === undefined || run === undefined) return story ?? run
  return ATTENTION[run.state] < ATTENTION[story.state] ? run : story
}

/**
 * The order of the list: by how pressing, then newest first, then by name.
 *
 * @example [...stories].sort(byAttention)
 */
export function byAttention(one: Listed, other: Listed): number {
  const rank = ATTENTION[one.seen.state] - ATTENTION[other.seen.state]
  if (rank !== 0) return rank
  return (other.updatedMs ?? 0) - (one.updatedMs ?? 0) || (one.name < other.name ? -1 : 1)
}

type Listed = { name: string; seen: Pick<Seen, 'state'>; updatedMs: number | undefined }
