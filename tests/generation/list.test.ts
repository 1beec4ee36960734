import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderReport } from '../../src/generation/index.ts'
import { olderState } from './support/older.ts'
import { aWorkspace } from './support/workspace.ts'

const write = (workspace: string, sceneId: string, state: { [key: string]: unknown }) =>
  writeFileSync(
    join(workspace, `generation-state-${sceneId}.json`),
    JSON.stringify({ ...olderState('COMPLETED'), scene_id: sceneId, ...state }),
  )

function fiveScenes() {
  const given = aWorkspace()
  const { workspace, put } = given
  put('workspace/notes.txt', 'not a state')
  put('workspace/generation-state-12345.json', '{}')
  write(workspace, '0101', { started_at: '2025-11-01T10:00:00Z' })
  write(workspace, '0102', {
    started_at: '2025-11-03T10:00:00Z',
    workflow_status: 'FAILED',
    failed_at: '2025-11-03T10:01:00Z',
  })
  write(workspace, '0103', {
    started_at: '2025-11-02T10:00:00Z',
    workflow_status: 'IN_PROGRESS',
    current_phase: 'a|b\nc',
  })
  write(workspace, '0104', { started_at: '2025-11-04T10:00:00Z', workflow_status: 'WAITING_USER_APPROVAL' })
  write(workspace, '0105', { started_at: '2025-11-05T10:00:00Z', workflow_status: 'CANCELLED' })
  return given
}

test('lists are filtered and sorted as asked, the newest first by default', () => {
  const { store } = fiveScenes()
  const ids = (options: Parameters<typeof store.list>[0]) =>
    store.list(options).scenes.map(({ sceneId }) => sceneId)
  expect(ids({})).toEqual(['0105', '0104', '0102', '0103', '0101'])
  expect(ids({ sortBy: 'scene_id' })).toEqual(['0101', '0102', '0103', '0104', '0105'])
  expect(ids({ sortBy: 'status' })).toEqual(['0103', '0104', '0101', '0102', '0105'])
  expect(ids({ filter: 'active' })).toEqual(['0104', '0103'])
  expect(ids({ filter: 'failed' })).toEqual(['0102'])
  expect(ids({ filter: 'completed' })).toEqual(['0101'])
})

test('the table has one row a scene, and words from files cannot break it', () => {
  const { store } = fiveScenes()
  const markdown = renderReport(store.list({ filter: 'active', sortBy: 'scene_id' }))
  expect(markdown).toContain('| 0103 | ⏳ IN_PROGRESS | 7/7 a\\|b c | 2025-11-02T10:00:00Z | ')
  const failed = renderReport(store.list({ filter: 'failed' }))
  expect(failed).toContain('| 0102 | ❌ FAILED | 7/7 COMPLETED | 2025-11-03T10:00:00Z | 1 min | ')
  expect(failed).toContain('`get_generation_status` `resume_generation`')
})

test('a second look sees what was changed, added and taken away', () => {
  const { store, workspace } = fiveScenes()
  store.list()
  write(workspace, '0101', { workflow_status: 'FAILED' })
  utimesSync(join(workspace, 'generation-state-0101.json'), 1, 1)
  write(workspace, '0106', {})
  rmSync(join(workspace, 'generation-state-0105.json'))
  const statuses = store
    .list({ sortBy: 'scene_id' })
    .scenes.map(({ sceneId, status }) => `${sceneId} ${status}`)
  expect(statuses).toEqual([
    '0101 FAILED',
    '0102 FAILED',
    '0103 IN_PROGRESS',
    '0104 WAITING_USER_APPROVAL',
    '0106 COMPLETED',
  ])
})

test('a workspace that is not there yet has no scenes', () => {
  const { store } = aWorkspace()
  expect(store.list()).toMatchObject({ scenes: [], corrupted: [] })
  expect(renderReport(store.list())).toContain('No scenes found.')
})
