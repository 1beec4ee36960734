import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { run, runIn, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'
import { aWorkspace, reportOf, SCENE } from './support/workspace.ts'

const LONG = 'a phase with a name that goes on and on '.repeat(4).trim()

function smallScreen() {
  const screen = Object.assign(new PassThrough(), { columns: 60, rows: 9 })
  let drawn = ''
  screen.on('data', (chunk: Buffer) => {
    drawn += chunk.toString()
  })
  return { screen, lines: () => stripVTControlCharacters(drawn).trimEnd().split('\n') }
}

test('a person is told the commands of the program, and an agent its calls', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  const at = ['--workspace', workspace]
  completedUpTo(3)
  reportOf(store.startStep(SCENE, 4, { phaseName: 'Prose Generation' }))
  reportOf(store.fail(SCENE, 4, { failureReason: 'no' }))
  const command = `story-monitor generation resume 0204`
  expect((await run('generation', 'status', SCENE, ...at)).out).toContain(
    `💡 Next: ${command} --workspace ${workspace}`,
  )
  expect((await run('generation', 'resume', SCENE, ...at)).out).toContain(
    `💡 Next: look at the warnings, then ${command} --force --workspace ${workspace}`,
  )
  expect((await run('generation', 'resume', SCENE, '--force', ...at)).out).toContain(
    '💡 Next: have the agent start step 4',
  )
  const unknown = (await run('generation', 'status', '0999', ...at)).err
  expect(unknown).toContain('List all generations: story-monitor generation list')
  expect(unknown).not.toMatch(/[a-z]_[a-z]+\(|_generations tool/)
  expect(JSON.parse((await run('generation', 'status', SCENE, '--json', ...at)).out).scene.next).toEqual({
    tool: 'resume_generation',
    arguments: { scene_id: SCENE },
    fill: [],
  })
})

test('status --watch on a small screen shows the head of the scene, and no line wraps', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(2)
  reportOf(store.startStep(SCENE, 3, { phaseName: LONG }))
  const { screen, lines } = smallScreen()
  const watch = ['generation', 'status', SCENE, '--watch', '--detailed', '--workspace', workspace]
  const ended = main(watch, testTerminal({ screen }))
  await until('the first picture', () => lines().some((line) => line.endsWith('more lines')))
  expect(lines()).toHaveLength(8)
  expect(lines()[0]).toBe('📊 Scene 0204')
  expect(lines().at(-1)).toMatch(/^… \d+ more lines$/)
  for (const line of lines()) expect([...line].length).toBeLessThan(60)
  reportOf(store.cancel(SCENE))
  expect(await ended).toBe(1)
})

test('the list keeps each scene on one line of the screen', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(2)
  reportOf(store.startStep(SCENE, 3, { phaseName: LONG }))
  const screen = Object.assign(new PassThrough(), { columns: 90, rows: 30 })
  const { out } = await runIn({ screen }, 'generation', 'list', '--workspace', workspace)
  expect(out).toContain('3/7 a phase with')
  for (const line of out.split('\n')) expect([...line].length).toBeLessThan(90)
  expect((await run('generation', 'list', '--workspace', workspace)).out).toContain(LONG)
})

test('what an escape sequence would do to a terminal is taken out whole', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(1)
  reportOf(store.cancel(SCENE, { reason: '\u001b[31mred\u001b[0m \u001b]0;title\u0007text' }))
  const { out } = await run('generation', 'status', SCENE, '--workspace', workspace)
  expect(out).toContain('Cancelled: red text')
})
