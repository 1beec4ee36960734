import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProgressTracker } from '../../src/progress/index.ts'
import { aWorkspace } from '../generation/support/workspace.ts'
import { caller, connect, connected } from './support/client.ts'

test('agents see how far a story inside the workspace is', async () => {
  const { workspace, put } = aWorkspace()
  put('workspace/stories/one/.keep', '')
  const tracker = new ProgressTracker(join(workspace, 'stories/one'), { jobId: 'night-train' })
  tracker.start('reddit', { step: 'reading <b>' })
  tracker.setPhaseProgress('reddit', 2, 5)
  tracker.close()
  const call = caller(await connect(workspace))
  const result = await call('get_story_progress', { folder: 'stories/one' })
  expect(result.isError).toBe(false)
  expect(result.text).toContain('# Story stories/one')
  expect(result.text).toMatch(/- Reddit: \w+ \(2\/5\)/)
  expect(result.data).toMatchObject({ folder: 'stories/one', progress: { jobId: 'night-train' } })
  const none = await call('get_story_progress')
  expect(none).toMatchObject({ isError: false, data: { folder: '.', state: 'waiting' } })
})

test('agents see the live status of a production as it is', async () => {
  const { workspace, put } = aWorkspace()
  const status = { status: 'running', segments: { total: 40, completed: 7 }, somebody_elses: [1, null] }
  put('workspace/run/LIVE_STATUS.json', JSON.stringify(status))
  put('workspace/torn/LIVE_STATUS.json', '{"status": ')
  const call = caller(await connect(workspace))
  const result = await call('get_production_status', { folder: 'run' })
  expect(result.data).toEqual({ folder: 'run', live_status: status })
  expect(result.text).toContain('"completed": 7')
  const torn = await call('get_production_status', { folder: 'torn' })
  expect(torn).toMatchObject({
    isError: true,
    text: expect.stringContaining('torn/LIVE_STATUS.json is not readable JSON'),
  })
  const none = await call('get_production_status')
  expect(none).toMatchObject({
    isError: true,
    text: expect.stringContaining('There is no LIVE_STATUS.json in .'),
  })
})

test('folders outside the workspace are refused', async () => {
  const { workspace, put } = aWorkspace()
  const outside = aWorkspace()
  outside.put('LIVE_STATUS.json', '{"secret":1}')
  put('workspace/.hidden/LIVE_STATUS.json', '{}')
  symlinkSync(outside.project, join(workspace, 'link'))
  const call = caller(await connect(workspace))
  for (const folder of ['..', '../..', '/etc', 'link', '.hidden', 'nul\0', 'a\\b', outside.project]) {
    for (const tool of ['get_story_progress', 'get_production_status']) {
      const result = await call(tool, { folder })
      expect(result.isError).toBe(true)
      expect(result.text).toContain('inside the workspace')
      expect(result.text).not.toContain('secret')
    }
  }
})

test('a live status that is a pipe is named as what it is, and nobody waits for it', async () => {
  const { workspace, put } = aWorkspace()
  put('workspace/run/.keep', '')
  execFileSync('mkfifo', [join(workspace, 'run/LIVE_STATUS.json')])
  const answer = await caller(await connected(workspace))('get_production_status', { folder: 'run' })
  expect(answer).toMatchObject({
    isError: true,
    text: expect.stringContaining('run/LIVE_STATUS.json is not a regular file'),
  })
})
