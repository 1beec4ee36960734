import type { Overview, Status } from './overview.ts'

export const STATUSES: readonly Status[] = ['new', 'spec ready', 'keyframes', 'videos', 'ready', 'deployed']

/** What part of the list somebody wants to see. */
export type ListFilter = {
  /** Words of the title or the folder's name, in any order. */
  text: string
  status?: Status
  /** Only those that wait for a decision, or whose files have problems. */
  only?: 'waiting' | 'problems'
}

/**
 * Keeps the streams that fit a filter, in their order. Case and accents make no difference.
 *
 * @example filtered(all, { text: 'salt road' })
 */
export function filtered(all: readonly Overview[], { text, status, only }: ListFilter): Overview[] {
  const words = plain(text).split(/\s+/)
  return all.filter(
    (stream) =>
      (status === undefined || stream.status === status) &&
      (only !== 'waiting' || stream.unblocks > 0) &&
      (only !== 'problems' || stream.problems.length > 0) &&
      (text === '' || hasAll(plain(`${stream.title} ${stream.name}`), words)),
  )
}

const hasAll = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word))

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
