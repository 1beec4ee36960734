import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { run, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'
import { olderState } from './support/older.ts'
import { aWorkspace, reportOf, SCENE } from './support/workspace.ts'

function threeScenes() {
  const given = aWorkspace()
  given.completedUpTo(2)
  given.put('workspace/generation-state-0101.json', JSON.stringify(olderState('COMPLETED')))
  given.put('workspace/generation-state-0102.json', '{ torn')
  return { ...given, at: ['--workspace', given.workspace] }
}

test('generation list shows an aligned table, and files that cannot be read below it', async () => {
  const { at } = threeScenes()
  const { code, out, err } = await run('generation', 'list', '--sort', 'scene_id', ...at)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.split('\n')).toEqual([
    'SCENE  STATUS       STEP                   STARTED               DURATION',
    '0101   COMPLETED    7/7 COMPLETED          2025-11-01T09:30:45Z  402 s',
    expect.stringMatching(/^0204 {3}IN_PROGRESS {2}3\/7 Verification Plan {2}\S+Z {2}\d+ s$/),
    expect.stringMatching(/^Corrupted: generation-state-0102\.json: JSON error: .*\(line 1, column 3\)\.$/),
  ])
  expect((await run('generation', 'list', '--completed', ...at)).out).not.toContain('0204')
  expect((await run('generation', 'list', '--active', ...at)).out).not.toContain('0101')
  expect((await run('generation', 'list', '--failed', ...at)).out).toContain('0102')
  expect((await run('generation', 'status', ...at)).out).toContain('0204')
})

test('generation status and export show the same report, for a terminal and as Markdown', async () => {
  const { at, project } = threeScenes()
  const status = await run('generation', 'status', SCENE, '--detailed', ...at)
  expect(status).toMatchObject({ code: 0, err: '' })
  expect(status.out).toContain('📊 Scene 0204\n\n- Status: ⏳ IN_PROGRESS\n')
  expect(status.out).toContain('- ✅ 2. Blueprint Validation: COMPLETED (2 s) – writer')
  const file = join(project, 'report.md')
  expect(await run('generation', 'export', SCENE, '-o', file, ...at)).toMatchObject({ code: 0 })
  expect(readFileSync(file, 'utf8')).toContain('# 📊 Scene 0204\n\n- Status: ⏳ **IN_PROGRESS**\n')
  expect((await run('generation', 'export', SCENE, ...at)).out).toContain('## Steps')
})

test('cancel and resume work on the workspace that an agent uses', async () => {
  const { at, store } = threeScenes()
  const cancelled = await run('generation', 'cancel', SCENE, '--reason', 'typo\u001b[2J', ...at)
  expect(cancelled.code).toBe(0)
  expect(cancelled.out).toContain('Generation cancelled: scene 0204')
  expect(cancelled.out).not.toContain('\u001b')
  const plan = await run('generation', 'resume', SCENE, ...at)
  expect(plan).toMatchObject({ code: 1, err: '' })
  expect(plan.out).toContain('blueprint_path is missing')
  expect((await run('generation', 'resume', SCENE, '--force', ...at)).code).toBe(0)
  expect(reportOf(store.status(SCENE)).scene.workflowStatus).toBe('CANCELLED')
})

test('--json prints data with the keys of the files', async () => {
  const { at } = threeScenes()
  const status = JSON.parse((await run('generation', 'status', SCENE, '--json', ...at)).out)
  expect(status).toMatchObject({
    ok: true,
    scene: { scene_id: SCENE, workflow_status: 'IN_PROGRESS', completed_steps: [1, 2] },
    artifacts: { blueprint_path: 'acts/scene-0204-blueprint.md' },
  })
  const list = JSON.parse((await run('generation', 'list', '--json', ...at)).out)
  expect(list.corrupted).toMatchObject([{ scene_id: '0102' }])
  const refused = await run('generation', 'resume', '0101', '--json', ...at)
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.out)).toMatchObject({
    ok: false,
    code: 'WRONG_STATUS',
    next: { tool: 'get_generation_status' },
  })
})

test('wrong input is one sentence and exit 2, a refusal exit 1', async () => {
  const { at, file } = threeScenes()
  const wrong = [
    [['status', '02'], /Expected scene_id to be four digits/],
    [['resume'], /missing required argument 'scene'/i],
    [['list', '--sort', 'colour'], /--sort has to be one of scene_id, started_at, status, not "colour"\./],
    [['list', '--active', '--failed'], /Take one of --active, --failed at a time/],
    [['status', '--watch'], /Say which scene to watch/],
    [['list', '--workspace', ''], /--workspace has to name a folder/],
    [['list', '--workspace', file], /The workspace .* is no folder\. Give the folder/],
  ] as const
  for (const [args, message] of wrong) {
    const answer = await run(
      'generation',
      ...args,
      ...(args.some((word) => word === '--workspace') ? [] : at),
    )
    expect(answer).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) })
    expect(answer.err.split('\n')).toHaveLength(1)
  }
  const refused = await run('generation', 'status', '0999', ...at)
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('❌ ERROR: No state found for scene 0999')
})

test('a workspace that is not there yet has no scenes, as it has for an agent', async () => {
  const { workspace } = aWorkspace()
  const at = ['--workspace', workspace]
  const list = await run('generation', 'list', ...at)
  expect(list).toEqual({
    code: 0,
    out: `No scenes found. There is no folder ${workspace} yet: the first scene makes it.`,
    err: '',
  })
  expect(JSON.parse((await run('generation', 'list', '--json', ...at)).out)).toMatchObject({
    workspace,
    workspace_exists: false,
    total: 0,
  })
  for (const command of ['status', 'resume', 'cancel', 'export']) {
    const refused = await run('generation', command, SCENE, ...at)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('No state found for scene 0204') })
  }
})

test('a lock that nobody lets go is told within seconds', async () => {
  const { at, file } = threeScenes()
  writeFileSync(`${file}.lock`, 'garbage')
  const answer = await run('generation', 'cancel', SCENE, '--json', ...at)
  expect(answer).toMatchObject({ code: 1, err: '' })
  expect(JSON.parse(answer.out)).toMatchObject({
    code: 'LOCKED',
    message: expect.stringMatching(/\.lock is held by another process since .*remove that file/),
  })
  expect((await run('generation', 'status', SCENE, ...at)).code).toBe(0)
})

test('--json is JSON for what is thrown and refused too, with the same exit code', async () => {
  const { at, project } = threeScenes()
  const wrong = [
    [['status', '02', ...at], 2, 'INVALID_ARGUMENT'],
    [['list', '--sort', 'colour', ...at], 2, 'INVALID_ARGUMENT'],
    [['cancel', SCENE, '--reason', ' ', ...at], 2, 'INVALID_ARGUMENT'],
    [['list', '--workspace', join(project, 'workspace/generation-state-0102.json')], 2, 'NOT_A_FOLDER'],
    [['export', SCENE, '-o', join(project, 'no/such/folder/report.json'), ...at], 1, 'WRITE_FAILED'],
    [['export', '0999', ...at], 1, 'NO_STATE'],
    [['status', '0999', '--watch', ...at], 1, 'NO_STATE'],
  ] as const
  for (const [args, code, error] of wrong) {
    const answer = await run('generation', ...args, '--json')
    expect(answer).toMatchObject({ code, err: '' })
    expect(JSON.parse(answer.out)).toMatchObject({ ok: false, code: error, message: expect.any(String) })
  }
})

test('export --json writes the whole status as data', async () => {
  const { at, project } = threeScenes()
  const shown = JSON.parse((await run('generation', 'export', SCENE, '--json', ...at)).out)
  expect(shown).toMatchObject({ ok: true, kind: 'generation_status', detailed: true })
  expect(shown.steps).toHaveLength(7)
  const file = join(project, 'report.json')
  const written = await run('generation', 'export', SCENE, '--json', '-o', file, ...at)
  expect(JSON.parse(written.out)).toEqual({ ok: true, written: file })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ ok: true, scene: { scene_id: SCENE } })
})

test('status --watch --json prints a line of JSON for each change', async () => {
  const { at, store } = threeScenes()
  const terminal = testTerminal()
  const ended = main(['generation', 'status', SCENE, '--watch', '--json', ...at], terminal)
  const lines = () =>
    terminal
      .printed()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  await until('the first line', () => lines().length === 1)
  reportOf(store.startStep(SCENE, 3, { phaseName: 'Verification Plan' }))
  await until('a line of the step', () => lines().at(-1)?.steps[2].status === 'IN_PROGRESS')
  reportOf(store.cancel(SCENE))
  expect(await ended).toBe(1)
  expect(
    lines()
      .map(({ ok, scene }) => [ok, scene.workflow_status])
      .at(-1),
  ).toEqual([true, 'CANCELLED'])
  expect(terminal.complained()).toBe('')
})

test('status --watch prints a line for each change and ends with the scene', async () => {
  const { at, store } = threeScenes()
  const terminal = testTerminal()
  const ended = main(['generation', 'status', SCENE, '--watch', ...at], terminal)
  await until('the first line', () => terminal.printed().includes('| 2/7 completed'))
  reportOf(store.startStep(SCENE, 3, { phaseName: 'Verification Plan' }))
  reportOf(store.completeStep(SCENE, 3, { durationSeconds: 1 }))
  await until('the second line', () => terminal.printed().includes('| 3/7 completed'))
  reportOf(store.cancel(SCENE))
  expect(await ended).toBe(1)
  expect(terminal.printed().split('\n').at(-1)).toBe(
    'scene 0204: CANCELLED | step 4/7 Prose Generation | 3/7 completed',
  )
})
