import { join, resolve } from 'node:path'
import { ATTENTION, durationInWords, type ShownState } from '../../contract/index.ts'
import { readRun } from '../../production/index.ts'
import { readStory } from '../../progress/index.ts'
import { quietJson } from '../screen/quiet-json.ts'
import { percentOfStory } from '../screen/story-lines.ts'
import { table } from '../screen/table.ts'
import type { Terminal } from '../terminal.ts'

/** One story of a folder, or the production run in it where there is no story. */
type Listed = {
  name: string
  state: ShownState
  reason: string
  percent: number | undefined
  updatedMs: number | undefined
  problem: string | undefined
}

/** Says how each story of a folder is: what waits for a person first, then newest first, as the page lists them. */
export function statusOfStories(
  folder: string,
  names: readonly string[],
  options: { json?: boolean },
  terminal: Terminal,
): number {
  const stories = names.map((name) => listed(folder, name)).sort(byAttention)
  if (options.json === true)
    terminal.out(quietJson({ folder: resolve(folder), stories: stories.map(entryOf) }))
  else for (const line of table(HEAD, stories.map(rowOf))) terminal.out(line)
  return stories.some(({ problem }) => problem !== undefined) ? 1 : 0
}

function listed(folder: string, name: string): Listed {
  const path = join(folder, name)
  const { progress, told, tasks, liveness, problem, tasksProblem } = readStory(path)
  if (progress === undefined && problem === undefined) return runIn(path, name)
  const picture = { folder: path, progress, tasks, liveness, nowMs: Date.now() }
  return {
    name,
    state: problem === undefined ? liveness.state : 'unseen',
    reason: problem ?? liveness.reason,
    percent: progress && percentOfStory({ ...picture, progress }),
    updatedMs: told?.updatedMs,
    problem: problem ?? tasksProblem,
  }
}

const RUN_STATES = {
  none: 'waiting',
  unknown: 'waiting',
  running: 'alive',
  silent: 'stuck',
  paused: 'paused',
  dead: 'dead',
  completed: 'finished',
  aborted: 'dead',
  failed: 'failed',
} as const

function runIn(path: string, name: string): Listed {
  try {
    const { status, presence } = readRun(path)
    return {
      name,
      state: RUN_STATES[presence.state],
      reason: status === undefined ? 'not started yet' : presence.reason,
      percent: status?.progressPercent === undefined ? undefined : Math.floor(status.progressPercent),
      updatedMs: status?.updatedMs,
      problem: undefined,
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { name, state: 'unseen', reason: problem, percent: undefined, updatedMs: undefined, problem }
  }
}

const byAttention = (one: Listed, other: Listed): number =>
  ATTENTION[one.state] - ATTENTION[other.state] ||
  (other.updatedMs ?? 0) - (one.updatedMs ?? 0) ||
  (one.name < other.name ? -1 : 1)

const HEAD = ['STORY', 'STATE', '%', 'LAST SIGN', 'WHY']

const rowOf = ({ name, state, percent, updatedMs, reason }: Listed): string[] => [
  name,
  state,
  percent === undefined ? '-' : String(percent),
  updatedMs === undefined ? '-' : `${durationInWords(Math.max(0, Date.now() - updatedMs) / 1000)} ago`,
  reason,
]

const entryOf = ({ name, state, reason, percent, updatedMs, problem }: Listed) => ({
  name,
  state,
  reason,
  percent,
  updated_ts: updatedMs === undefined ? undefined : new Date(updatedMs).toISOString(),
  problem,
})
