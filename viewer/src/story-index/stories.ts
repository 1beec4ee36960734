import {
  countOf,
  given,
  isDictionary,
  type LiveStatusView,
  listOf,
  overallFraction,
  ownValue,
  type PhaseState,
  type ProgressView,
  readLiveStatus,
  readProgress,
  type TaskCounts,
  textOf,
  timeOf,
  toldBySteps,
  wordOf,
} from '../../../src/contract/index.ts'
import { type Seen, seenAt } from '../judge/picture.ts'
import { judgeRun } from '../production/judge-run.ts'
import { readSafely } from '../source/read-safely.ts'
import type { Writer } from '../source/state.ts'
import { byAttention, pressing } from './order.ts'
import { type Unread, unreadIn, unseenBehind } from './unread.ts'

/** One story of the folder, read and judged. */
export type StoryEntry = {
  name: string
  /** Relative to this page; undefined for one that may not be followed. */
  href: string | undefined
  /** Why no link leads to it. */
  closed: string | undefined
  title: string
  workflow: string
  /** As its tasks tell it. */
  view: ProgressView | undefined
  /** The production run in its folder. */
  run: LiveStatusView | undefined
  seen: Seen
  /** How far it is, 0 to 1, tasks counted as well. */
  fraction: number | undefined
  /** The states of the phases that have tasks. */
  steps: ReadonlyMap<string, PhaseState>
  updatedMs: number | undefined
  unread: Unread[]
  /** What was active when the pipeline died has failed. */
  tasks: Pick<TaskCounts, 'active' | 'failed' | 'succeeded' | 'total'>
}

/** What `_stories.json` says. */
export type StoryList = { folder: string; stories: StoryEntry[]; problems: string[] }

/** Whether this is a list of stories at all. */
export const hasStories = (value: unknown): boolean => Array.isArray(ownValue(value, 'stories'))

/**
 * Reads a parsed `_stories.json`: what waits for a person first, wrong types left out.
 *
 * @param nowMs the server's wall clock, ms since 1970
 */
export function readStories(value: unknown, nowMs: number): StoryList | undefined {
  const stories = ownValue(value, 'stories')
  if (!Array.isArray(stories)) return undefined
  return {
    folder: textOf(ownValue(value, 'folder')) ?? '',
    stories: stories.map((story) => entryOf(story, nowMs)).sort(byAttention),
    problems: listOf(ownValue(value, 'problems')).filter((problem) => typeof problem === 'string'),
  }
}

function entryOf(story: unknown, nowMs: number): StoryEntry {
  const written = readSafely(ownValue(story, 'progress'), readProgress)
  const steps = stepsOf(ownValue(story, 'steps'))
  const updatedMs = timeOf(ownValue(story, 'updated_ts')) ?? written?.updatedMs
  const view =
    written && toldBySteps(written, steps, { ...given('updatedMs', updatedMs), errors: errorsOf(story) })
  const name = textOf(ownValue(story, 'name')) ?? ''
  const run = readSafely(ownValue(story, 'run'), readLiveStatus)
  const writer = writerOf(ownValue(story, 'writer'))
  const unread = unreadIn(story)
  const hasSkeleton = ownValue(story, 'has_skeleton') !== false
  const storySeen = unseenBehind(unread, view) ?? (view && seenAt(view, { nowMs, writer }, hasSkeleton))
  const runSeen = run && judgeRun(run, { nowMs, writer: writerOf(ownValue(story, 'run_writer')) })
  // A folder with a run alone has no progress file, and an empty progress here.
  const hasStory = run === undefined || Object.keys(Object(ownValue(story, 'progress'))).length > 0
  const seen = pressing(hasStory ? storySeen : undefined, runSeen) ?? NOT_STARTED
  return {
    name,
    href: safeHref(ownValue(story, 'href')),
    closed: textOf(ownValue(story, 'closed')),
    title: textOf(ownValue(story, 'title')) || name || '(unnamed)',
    workflow: hasStory ? (textOf(ownValue(story, 'workflow')) ?? view?.workflow ?? '') : 'production run',
    view: hasStory ? view : undefined,
    run,
    seen,
    fraction: countOf(ownValue(story, 'fraction')) ?? (view && overallFraction(view)),
    steps,
    updatedMs,
    unread,
    tasks: tasksOf(story, seen.state === 'dead'),
  }
}

const NOT_STARTED: Seen = { state: 'waiting', reason: 'not started yet' }

const writerOf = (word: unknown): Writer => (word === 'present' || word === 'gone' ? word : 'unknown')

const STEP_STATES: readonly PhaseState[] = ['pending', 'active', 'done', 'failed', 'skipped']

function stepsOf(value: unknown): Map<string, PhaseState> {
  if (!isDictionary(value)) return new Map()
  return new Map(
    Object.entries(value).flatMap(([phase, word]): [string, PhaseState][] => {
      const state = wordOf(word, STEP_STATES)
      return state === undefined ? [] : [[phase, state]]
    }),
  )
}

/** Why the steps failed that only their tasks call failed. */
function errorsOf(story: unknown): Map<string, string> {
  const errors = ownValue(story, 'step_errors')
  if (!isDictionary(errors)) return new Map()
  return new Map(
    Object.entries(errors).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function tasksOf(story: unknown, gone: boolean): StoryEntry['tasks'] {
  const count = (key: string) => countOf(ownValue(story, key)) ?? 0
  const active = count('active_tasks')
  const failed = count('failed_tasks')
  return {
    active: gone ? 0 : active,
    failed: gone ? failed + active : failed,
    succeeded: count('succeeded_tasks'),
    total: count('total_tasks'),
  }
}

/** A link may only go down into one folder of this page: no scheme, no host, no way up. */
function safeHref(value: unknown): string | undefined {
  const href = textOf(value)
  if (href === undefined || !/^[^/\\?#:\s]+\/$/.test(href)) return undefined
  return /^\.+\/$/.test(href) ? undefined : href
}
