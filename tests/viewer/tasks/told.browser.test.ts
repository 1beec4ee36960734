import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { browserVisits, change, helloWith, sees } from '../support/visit.ts'
import { at, showJson, task } from './support/shows.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json', '_tasks.json'])
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

const pending = (more: object = {}) =>
  showJson({
    phases: {},
    phase_order: ['portrait', 'video'],
    phase_times: {},
    updated_ts: secondsAgo(9000),
    ...more,
  })

const listOf = (tasks: readonly object[], age = 1) => JSON.stringify({ updated_ts: secondsAgo(age), tasks })
const ended = (id: string, status: string, more: object = {}) =>
  task(id, { status, completed_at: at(30), ...more })

const headed = (page: Page, badge: string, reason: RegExp) =>
  until(
    `${badge}, ${reason}`,
    async () =>
      (await page.locator('.header .badge').textContent()) === badge &&
      reason.test((await page.locator('.header .reason').textContent()) ?? ''),
  )

test('the header goes by the tasks of phases that all call themselves pending, as the steps do', async () => {
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': pending(), '_tasks.json': listOf([task('alice')]) },
  })
  await headed(page, 'Alive', /^last update \d+ s ago$/)
  change(server, '_tasks.json', listOf([ended('alice', 'failed', { error: 'no paint' })]))
  await headed(page, 'Failed', /^Portraits failed: no paint$/)
  change(server, '_tasks.json', listOf([ended('alice', 'succeeded')]))
  await headed(page, 'Between phases', /^nothing is running; next: Character Videos$/)
  const both = [ended('alice', 'succeeded'), ended('bob', 'succeeded', { type: 'video' })]
  change(server, '_tasks.json', listOf(both))
  await headed(page, 'Finished', /^all phases are done$/)
  await sees(page, '100 % of the pipeline · 2 of 2 steps complete')
  expect(await page.title()).toMatch(/^Finished · /)
})

test('active tasks of a story that was silent for long are not alive, nor those of a process that is gone', async () => {
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': pending(), '_tasks.json': listOf([task('alice')], 9000) },
  })
  await headed(page, 'Stopped', /^no update for 2 h 30 min$/)
  change(server, '_progress.json', pending({ pid: 7, updated_ts: secondsAgo(1) }))
  await headed(page, 'Alive', /^last update/)
  server.emit('writer', { writer: 'gone' })
  await headed(page, 'Stopped', /^the pipeline \(pid 7\) is gone while Portraits was running$/)
})

test('a folder with nothing but tasks is shown as a story', async () => {
  const { page } = await visit({
    hello: helloWith(['_tasks.json']),
    files: { '_tasks.json': listOf([task('alice'), ended('bob', 'succeeded')]) },
  })
  await headed(page, 'Alive', /^last update/)
  await sees(page, '50 % of the pipeline · 0 of 1 steps complete')
  expect(await page.getByText('Nothing to show yet').count()).toBe(0)
})

test('tasks that are already done when the page opens make no moment', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': pending(), '_tasks.json': listOf([ended('alice', 'succeeded')]) },
  })
  await headed(page, 'Between phases', /next: Character Videos/)
  expect(await page.locator('[aria-live="polite"]').first().textContent()).toBe('')
})

test('a step that failed by a canceled task says so, and takes as long on its card as in the table', async () => {
  const progress = showJson({
    phases: { portrait: 'error' },
    phase_attempts: { portrait: [{ started_ts: at(20), finished_ts: at(26), status: 'error' }] },
    phase_times: { portrait: { started_ts: at(30), finished_ts: at(34), duration_seconds: 3.9 } },
  })
  const tasks = listOf([ended('alice', 'succeeded'), ended('bob', 'canceled')])
  const { page } = await visit({ hello, files: { '_progress.json': progress, '_tasks.json': tasks } })
  const portraits = page.locator('.pl-step', { hasText: 'Portraits' })
  await until(
    'the reason',
    async () => (await portraits.locator('.pl-note').textContent()) === '1 of 2 canceled',
  )
  expect(await portraits.locator('.pl-time').textContent()).toBe('3.9 s')
  await page.getByText('The same as a table').click()
  const clock = (second: number) => new Date(at(second)).toTimeString().slice(0, 8)
  const began = page
    .getByRole('row', { name: /Portraits/ })
    .locator('td')
    .nth(1)
  expect(await began.textContent()).toBe(`${clock(20)}, again ${clock(30)}`)
})
