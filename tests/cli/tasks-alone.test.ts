import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'

const names = ['portrait', 'video']
const pending = { workflow: 'show', phase_order: names, phases: { portrait: 'pending', video: 'pending' } }
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

/** A folder whose phases, where it has any, all call themselves pending. */
function folderOf(tasks: unknown, progress?: object): string {
  const folder = temporaryFolder('tasks alone')
  if (progress !== undefined) writeFileSync(join(folder, '_progress.json'), JSON.stringify(progress))
  writeFileSync(join(folder, '_tasks.json'), JSON.stringify(tasks))
  return folder
}

const tasksOf = (...statuses: string[]) => ({
  updated_ts: secondsAgo(1),
  tasks: names.flatMap((type) => statuses.map((status, index) => ({ id: `${type} ${index}`, type, status }))),
})

const stateOf = async (folder: string) => {
  const { state, reason } = JSON.parse((await run('status', folder, '--json')).out)
  return { state, reason }
}

test.each([pending, undefined])(
  'status judges a story by its tasks where its phases say nothing',
  async (progress) => {
    expect(await stateOf(folderOf(tasksOf('succeeded'), progress))).toEqual({
      state: 'finished',
      reason: 'all phases are done',
    })
    expect(await stateOf(folderOf(tasksOf('failed', 'succeeded'), progress))).toEqual({
      state: 'failed',
      reason: 'Portraits failed',
    })
    const active = folderOf(tasksOf('processing', 'succeeded'), progress)
    expect(await stateOf(active)).toMatchObject({ state: 'alive' })
    expect((await run('status', active)).out).toMatch(
      /^.* 50 %\nalive: last update .*\n[\s\S]*● Portraits .*running, 1 of 2/,
    )
    const silent = { ...tasksOf('processing'), updated_ts: secondsAgo(9000) }
    expect(await stateOf(folderOf(silent, progress))).toMatchObject({ state: 'dead' })
  },
)

test('a folder with nothing but tasks is watched to its end, and can be reported', async () => {
  const folder = folderOf(tasksOf('succeeded'))
  expect(await run('watch', folder)).toMatchObject({ code: 0, out: expect.stringContaining('finished') })
  expect((await run('report', folder, '-o', join(folder, 'report.html'))).code).toBe(0)
})

test('in a list of stories, one that its tasks have failed comes first', async () => {
  const folder = temporaryFolder('stories')
  for (const [name, status] of [
    ['done', 'succeeded'],
    ['broken', 'failed'],
    ['busy', 'processing'],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, '_tasks.json'), JSON.stringify(tasksOf(status)))
  }
  const { stories } = JSON.parse((await run('status', folder, '--json')).out)
  expect(stories.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
    ['broken', 'failed'],
    ['busy', 'alive'],
    ['done', 'finished'],
  ])
})

test.each([null, { tasks: {} }])('tasks that are no list of tasks are told of: %j', async (tasks) => {
  const answer = await run('status', folderOf(tasks, pending))
  expect(answer).toMatchObject({
    code: 1,
    out: expect.stringContaining('_tasks.json holds no list of tasks'),
  })
  expect(answer.out).toContain('Portraits')
})
