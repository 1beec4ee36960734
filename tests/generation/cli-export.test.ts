import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/terminal.ts'
import { aWorkspace, reportOf, SCENE } from './support/workspace.ts'

/** A scene whose first step made a plan, beside another scene. */
function exportable() {
  const given = aWorkspace()
  given.put('acts/b.md', 'blueprint')
  const plan = given.put('acts/plan.md', 'plan')
  reportOf(given.store.start(SCENE, { blueprintPath: 'acts/b.md' }))
  const artifacts = { plan_path: plan, draft_path: 'acts/draft.md' }
  reportOf(given.store.completeStep(SCENE, 1, { durationSeconds: 1, artifacts }))
  reportOf(given.store.start('0305', { blueprintPath: 'acts/b.md' }))
  const exportTo = (output: string, ...more: string[]) =>
    run('generation', 'export', SCENE, '-o', output, '--workspace', given.workspace, ...more)
  return { ...given, exportTo }
}

test('a report replaces a file only with --force', async () => {
  const { project, put, exportTo } = exportable()
  const file = join(project, put('scene-0204-report.md', 'mine'))
  expect(await exportTo(file)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--force') })
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect((await exportTo(file, '--force')).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toContain('# 📊 Scene 0204')
})

test.each([
  ['the state of the scene', 'workspace/generation-state-0204.json'],
  ['the state of another scene', 'workspace/generation-state-0305.json'],
  ['the state of a scene to come', 'workspace/generation-state-0999.json'],
  ['a state behind a link', 'linked.md'],
  ['the blueprint', 'acts/b.md'],
  ['the plan, named another way', 'workspace/../acts/plan.md'],
  ['the plan behind a linked folder', 'linked/plan.md'],
  ['a draft that is not there yet', 'linked/draft.md'],
])('a report never replaces %s, not even with --force', async (_, output) => {
  const { project, exportTo } = exportable()
  symlinkSync(join(project, 'acts'), join(project, 'linked'))
  symlinkSync(join(project, 'workspace/generation-state-0305.json'), join(project, 'linked.md'))
  const file = `${project}/${output}`
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  const refused = await exportTo(file, '--force', '--json')
  expect(refused).toMatchObject({ code: 2, err: '' })
  expect(JSON.parse(refused.out).message).toContain('Give the report a name of its own')
  expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(before)
})
