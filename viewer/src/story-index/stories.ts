import {
  countOf,
  listOf,
  ownValue,
  type ProgressView,
  readProgress,
  textOf,
  timeOf,
} from '../../../src/contract/index.ts'
import { type Seen, seenAt } from '../judge/picture.ts'
import { readSafely } from '../source/read-safely.ts'

/** One story of the folder, read and judged. */
export type StoryEntry = {
  name: string
  /** Relative to this page; undefined for one that may not be followed. */
  href: string | undefined
  title: string
  workflow: string
  view: ProgressView | undefined
  seen: Seen
  updatedMs: number | undefined
  activeTasks: number
  failedTasks: number
}

/** What `_stories.json` says. */
export type StoryList = { folder: string; stories: StoryEntry[]; problems: string[] }

/** Whether this is a list of stories at all. */
export const hasStories = (value: unknown): boolean => Array.isArray(ownValue(value, 'stories'))

/**
 * Reads a parsed `_stories.json`: newest first, wrong types left out.
 *
 * @param nowMs the server's wall clock, ms since 1970
 */
export function readStories(value: unknown, nowMs: number): StoryList | undefined {
  const stories = ownValue(value, 'stories')
  if (!Array.isArray(stories)) return undefined
  return {
    folder: textOf(ownValue(value, 'folder')) ?? '',
    stories: stories
      .map((story) => entryOf(story, nowMs))
      .sort((a, b) => (b.updatedMs ?? 0) - (a.updatedMs ?? 0)),
    problems: listOf(ownValue(value, 'problems')).filter((problem) => typeof problem === 'string'),
  }
}

function entryOf(story: unknown, nowMs: number): StoryEntry {
  const view = readSafely(ownValue(story, 'progress'), readProgress)
  const name = textOf(ownValue(story, 'name')) ?? ''
  const word = ownValue(story, 'writer')
  const writer = word === 'present' || word === 'gone' ? word : 'unknown'
  return {
    name,
    href: safeHref(ownValue(story, 'href')),
    title: textOf(ownValue(story, 'title')) || name || '(unnamed)',
    workflow: textOf(ownValue(story, 'workflow')) ?? view?.workflow ?? '',
    view,
    seen: view ? seenAt(view, { nowMs, writer }) : { state: 'waiting', reason: 'not started yet' },
    updatedMs: timeOf(ownValue(story, 'updated_ts')) ?? view?.updatedMs,
    activeTasks: countOf(ownValue(story, 'active_tasks')) ?? 0,
    failedTasks: countOf(ownValue(story, 'failed_tasks')) ?? 0,
  }
}

/** A link may only go down into one folder of this page: no scheme, no host, no way up. */
function safeHref(value: unknown): string | undefined {
  const href = textOf(value)
  if (href === undefined || !/^[^/\\?#:\s]+\/$/.test(href)) return undefined
  return /^\.+\/$/.test(href) ? undefined : href
}
