import { expect, test } from 'vitest'
import {
  judgeLiveness,
  type Observation,
  overallFraction,
  type PresenceOf,
  type ProgressView,
  progressOfTasks,
  readProgress,
  readTaskList,
  summarizeTasks,
  type TaskSummary,
  toldBySteps,
  toldByTasks,
} from '../../src/contract/index.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()
const me = { pid: 7, host: 'studio', process_start_id: 'boot-1-700' }
const other = { pid: 8, host: 'studio', process_start_id: 'boot-1-800' }

function story(phases: object = {}, more: object = {}): ProgressView {
  const view = readProgress({
    workflow: 'show',
    phase_order: ['portrait', 'video'],
    phases: { portrait: 'pending', video: 'pending', ...phases },
    updated_ts: secondsAgo(9000),
    ...more,
  })
  if (view === undefined) throw new Error('not a story')
  return view
}

function tasks(list: readonly [type: string, status: string, writer?: object][], age = 5): TaskSummary {
  const read = readTaskList({
    updated_ts: secondsAgo(age),
    tasks: list.map(([type, status, writer], index) => ({ id: `${index}`, type, status, writer })),
  })
  if (read === undefined) throw new Error('not a list of tasks')
  return summarizeTasks(read)
}

const judge = (view: ProgressView, summary: TaskSummary, seen: Partial<Observation> = {}) =>
  judgeLiveness(toldByTasks(view, summary), { nowMs: NOW, ...seen })

test.each<[string, Parameters<typeof tasks>[0], string, string]>([
  ['one is active', [['portrait', 'processing']], 'alive', 'last update 5 s ago'],
  [
    'one has failed',
    [
      ['portrait', 'succeeded'],
      ['portrait', 'failed'],
    ],
    'failed',
    'Portraits failed',
  ],
  [
    'one failed while another is active',
    [
      ['portrait', 'failed'],
      ['video', 'starting'],
    ],
    'alive',
    'last update 5 s ago',
  ],
  [
    'the first step is done',
    [['portrait', 'succeeded']],
    'idle',
    'nothing is running; next: Character Videos',
  ],
  [
    'all are done',
    [
      ['portrait', 'succeeded'],
      ['video', 'succeeded'],
    ],
    'finished',
    'all phases are done',
  ],
  [
    'one was canceled',
    [
      ['portrait', 'canceled'],
      ['portrait', 'succeeded'],
    ],
    'idle',
    'nothing is running; next: Portraits',
  ],
])(
  'a story whose phases all call themselves pending is as its tasks are: %s',
  (_what, list, state, reason) => {
    expect(judge(story(), tasks(list))).toEqual({ state, reason })
  },
)

test('a step is done when all of its total succeeded, and no sooner', () => {
  const view = story({}, { phase_progress: { portrait: { complete: 1, total: 2 } } })
  expect(judge(view, tasks([['portrait', 'succeeded']])).state).toBe('idle')
  const done = toldByTasks(
    view,
    tasks([
      ['portrait', 'succeeded'],
      ['portrait', 'succeeded'],
    ]),
  )
  expect(done.phases.map(({ status }) => status)).toEqual(['done', 'pending'])
  expect(overallFraction(done)).toBe(0.5)
})

test('a step that its tasks have failed tells the error of the last of them', () => {
  const list = readTaskList({
    tasks: ['no paint', 'no light'].map((error) => ({ type: 'portrait', status: 'failed', error })),
  })
  expect(judge(story(), summarizeTasks(list ?? { tasks: [] })).reason).toBe('Portraits failed: no light')
})

test('what a phase says of itself stands, and a story without tasks is the very same', () => {
  const view = story({ portrait: 'done', video: 'running' }, { heartbeat_seconds: 5 })
  const told = toldByTasks(
    view,
    tasks([
      ['portrait', 'failed'],
      ['video', 'failed'],
    ]),
  )
  expect(told.phases.map(({ status }) => status)).toEqual(['done', 'running'])
  expect(told).toMatchObject({ heartbeatSeconds: 5, updatedMs: view.updatedMs })
  expect(toldByTasks(view, tasks([]))).toBe(view)
})

test('where a phase runs by its own word, its writer is judged by its heartbeat, whatever the tasks say', () => {
  const view = story({ portrait: 'running' }, { heartbeat_seconds: 5, updated_ts: secondsAgo(60) })
  const told = toldByTasks(view, tasks([['video', 'processing']], 1))
  expect(told.phases.map(({ status }) => status)).toEqual(['running', 'running'])
  expect(judgeLiveness(told, { nowMs: NOW })).toEqual({ state: 'dead', reason: 'no heartbeat for 1 min' })
})

test('active tasks of a story that is silent are first stuck and then dead', () => {
  const active = (age: number) => tasks([['portrait', 'processing']], age)
  expect(judge(story(), active(119)).state).toBe('alive')
  expect(judge(story(), active(121))).toEqual({ state: 'stuck', reason: 'no update for 2 min' })
  expect(judge(story(), active(1801))).toEqual({ state: 'dead', reason: 'no update for 30 min' })
  // Their file is another than the one that the observer sees standing still.
  expect(judge(story(), active(5), { unchangedForMs: 9_000_000, sawChange: true }).state).toBe('alive')
})

test('active tasks end with the process that wrote the story, and not with another or by a heartbeat', () => {
  const view = story({}, { ...me, heartbeat_seconds: 5 })
  expect(judge(view, tasks([['portrait', 'processing', me]], 60)).state).toBe('alive')
  expect(judge(view, tasks([['portrait', 'processing', me]]), { writer: 'gone' })).toEqual({
    state: 'dead',
    reason: 'the pipeline (pid 7) is gone while Portraits was running',
  })
  const isGone: PresenceOf = ({ pid }) => (pid === 8 ? 'gone' : 'present')
  const statusesOf = (summary: TaskSummary) =>
    toldByTasks(view, summary, isGone).phases.map(({ status }) => status)
  expect(
    statusesOf(
      tasks([
        ['portrait', 'processing', other],
        ['video', 'processing', me],
      ]),
    ),
  ).toEqual(['error', 'running'])
})

test('the states of the steps are enough to tell the story', () => {
  const steps = new Map([
    ['portrait', 'done'],
    ['video', 'active'],
  ] as const)
  const told = toldBySteps(story(), steps, { updatedMs: NOW - 1000 })
  expect(told.phases.map(({ status }) => status)).toEqual(['done', 'running'])
  expect(judgeLiveness(told, { nowMs: NOW })).toEqual({ state: 'alive', reason: 'last update 1 s ago' })
})

test('a folder with nothing but tasks is a story whose phases are their types', () => {
  const made = (...types: string[]) => {
    const value = progressOfTasks(tasks(types.map((type) => [type, 'succeeded'])))
    return readProgress(value)
  }
  const show = made('video', 'portrait', 'video')
  expect(show).toMatchObject({ workflow: 'show', updatedMs: NOW - 5000, problems: [] })
  expect(show?.phases.map(({ label }) => label)).toEqual(['Portraits', 'Character Videos'])
  expect(made('voice', 'portrait')?.phases.map(({ label }) => label)).toEqual(['Voice', 'Portraits'])
  expect(made('__proto__')?.phases).toMatchObject([{ name: '__proto__', status: 'pending' }])
  expect(made()).toBeUndefined()
})

test('a list that does not say when it was written is as young as the youngest time in it', () => {
  const list = [
    { type: 'a', started_at: secondsAgo(9), completed_at: secondsAgo(3) },
    { type: 'a', started_at: secondsAgo(6) },
  ]
  expect(summarizeTasks(readTaskList({ tasks: list }) ?? { tasks: [] }).updatedMs).toBe(NOW - 3000)
})
