import { unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker } from 'story-monitor'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

/** A folder with a show in its middle: two portraits of four are done, one runs, one failed. */
function showFolder(more: object = {}): string {
  const folder = temporaryFolder('show')
  const now = new Date().toISOString()
  const progress = {
    job_id: 'ferry',
    workflow: 'show',
    updated_ts: now,
    pid: process.pid,
    phases: { 'show-generation': 'done', portrait: 'running', trailer: 'pending' },
    phase_order: ['show-generation', 'portrait', 'trailer'],
    phase_times: { portrait: { started_ts: now } },
    heartbeat_seconds: 3600,
    eta: {
      phases: { portrait: { seconds: 50, low_seconds: 40, high_seconds: 59 } },
      total: { seconds: 300, low_seconds: 241, high_seconds: 359 },
      past_error: 0.14,
      samples: 20,
    },
    ...more,
  }
  const task = (id: string, status: string, extra: object = {}) => ({
    id,
    type: 'portrait',
    status,
    ...extra,
  })
  const tasks = [
    task('a', 'succeeded'),
    task('b', 'succeeded'),
    task('c', 'processing'),
    task('d', 'failed', { error: 'the light\u001b[2J went out' }),
  ]
  writeFileSync(join(folder, '_progress.json'), JSON.stringify(progress))
  writeFileSync(join(folder, '_tasks.json'), JSON.stringify({ tasks }))
  return folder
}

test('status says of each step how many of its tasks are done, active and failed, and what is left', async () => {
  const { code, out } = await run('status', showFolder())
  expect(code).toBe(0)
  expect(out).toMatch(/ferry {2}50 % {2}about 4 to 6 min left \(last 20: ±14 %\)/)
  expect(out).toMatch(/● Portraits .*running, 2 of 4, 1 active, 1 failed, \d:\d\d, about \d.* left/)
})

test('status --json carries the same for programs', async () => {
  const data = JSON.parse((await run('status', showFolder(), '--json')).out)
  expect(data).toMatchObject({
    percent: 50,
    eta_past_error: { error: 0.14, samples: 20 },
    phases: [
      { name: 'show-generation', status: 'done' },
      {
        name: 'portrait',
        status: 'running',
        percent: 50,
        tasks: { total: 4, active: 1, succeeded: 2, failed: 1 },
      },
      { name: 'trailer', status: 'pending' },
    ],
  })
  expect(data.eta.low_seconds).toBeLessThan(data.eta.high_seconds)
  expect(data.phases[0].tasks).toBeUndefined()
})

test('the tasks of a dead process have failed, and nothing is foretold any more', async () => {
  const folder = showFolder({ pid: undefined, closed_ts: new Date().toISOString() })
  const { out } = await run('status', folder)
  expect(out).toMatch(/✗ Portraits .*error, 2 of 4, 2 failed, the light went out/)
  expect(out).not.toContain('left')
  expect(out).not.toContain('\u001b')
})

test('tasks that cannot be read are said, and the phases are shown all the same', async () => {
  const folder = showFolder()
  writeFileSync(join(folder, '_tasks.json'), '{"tasks": [')
  const { code, out } = await run('status', folder)
  expect(code).toBe(1)
  expect(out).toContain('Portraits')
  expect(out).toMatch(/_tasks\.json is not readable JSON/)
})

test('watch prints a line when a task ends, and forgets tasks whose file goes', async () => {
  const folder = temporaryFolder('show')
  const tracker = new ProgressTracker(folder, { jobId: 'ferry', workflow: 'show' })
  tracker.start('portrait')
  const task = tracker.task({ type: 'portrait', characterId: 'alice' })
  const terminal = testTerminal()
  const watching = main(['watch', folder], terminal)
  await until('the active task', () => terminal.printed().includes('Portraits running 0 of 1 1 active'))
  task.fail(new Error('the light went out'))
  await until('the failed task', () => terminal.printed().includes('Portraits error 0 of 1 1 failed'))
  tracker.close()
  unlinkSync(join(folder, '_tasks.json'))
  await until('the word', () => /Portraits \w+ 0 of 1(?! 1)/.test(terminal.printed()))
  terminal.stop()
  await watching
})
