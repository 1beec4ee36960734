import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { aWorkspace, reportOf, SCENE } from './support/workspace.ts'

const PROCESSES = 8
const TIMES = 100

test('eight processes write a hundred times each on one scene: no update is lost, no read is torn', async () => {
  const program = await childProgram('tests/generation/children/log-questions.ts')
  const { store, workspace, state, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const children = [...Array(PROCESSES).keys()].map((name) =>
    startProcess(program, [workspace, SCENE, String(name), String(TIMES)]),
  )
  const all = Promise.all(children.map((child) => child.ended))
  let running = true
  void all.then(() => {
    running = false
  })
  let reads = 0
  while (running) {
    reportOf(store.status(SCENE))
    reads += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(await all).toEqual(children.map(() => 0))
  expect(reads).toBeGreaterThan(3)
  const logged = state().user_questions?.map(({ question }) => question) ?? []
  expect(logged).toHaveLength(PROCESSES * TIMES)
  expect(new Set(logged).size).toBe(PROCESSES * TIMES)
  expect(readdirSync(workspace)).toEqual([`generation-state-${SCENE}.json`])
}, 240_000)
