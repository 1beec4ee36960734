import { abandonedIn, type ProgressView, readProgress, readTasks } from 'story-monitor/contract'
import { expect, test } from 'vitest'

const mine = { pid: 7, host: 'studio', process_start_id: 'boot-1-700' }
const theirs = { pid: 8, host: 'studio', process_start_id: 'boot-1-800' }

const story = (more: object): ProgressView => {
  const view = readProgress({ workflow: 'show', ...mine, ...more })
  if (view === undefined) throw new Error('not a story')
  return view
}

const [ours, other, nameless, ended] =
  readTasks({
    tasks: [
      { id: 'a', type: 'portrait', status: 'processing', writer: mine },
      { id: 'b', type: 'portrait', status: 'starting', writer: theirs },
      { id: 'c', type: 'portrait', status: 'processing' },
      { id: 'd', type: 'portrait', status: 'succeeded', writer: theirs },
    ],
  }) ?? []
const tasks = [ours, other, nameless, ended].filter((task) => task !== undefined)

const running = story({ phases: { portrait: 'running' } })
const resting = story({ phases: { portrait: 'done', video: 'error' } })
const finished = story({ phases: { portrait: 'done' }, finished_ts: '2026-01-01T00:00:00Z' })

const lostIn = (...[view, dead, presence]: Parameters<typeof abandonedIn>) =>
  tasks.filter(abandonedIn(view, dead, presence)).map(({ id }) => id)

test('where processes can be seen, the own writer of a task decides', () => {
  const onlyMine = ({ pid }: { pid?: number }) => (pid === 7 ? 'present' : pid === 8 ? 'gone' : 'unknown')
  expect(lostIn(running, false, onlyMine)).toEqual(['b'])
  expect(lostIn(finished, false, onlyMine)).toEqual(['b', 'c'])
  expect(lostIn(running, true, onlyMine)).toEqual(['b', 'c'])
})

test('where nobody can look, the story decides', () => {
  expect(lostIn(running, false)).toEqual([])
  expect(lostIn(running, true)).toEqual(['a', 'b', 'c'])
  expect(lostIn(finished, false)).toEqual(['a', 'b', 'c'])
})

test('what the last writer of a resting story left open is lost, what another works on is not', () => {
  expect(lostIn(resting, false)).toEqual(['a'])
})

test('each process is looked at once', () => {
  const asked: (number | undefined)[] = []
  const isLost = abandonedIn(running, false, ({ pid }) => {
    asked.push(pid)
    return 'present'
  })
  for (let turn = 0; turn < 100; turn += 1) for (const task of tasks) isLost(task)
  expect(asked).toEqual([7, 8])
})
