import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { StoryMonitorError } from '../../src/errors.ts'
import { patiently } from '../../src/mcp/patience.ts'
import { aWorkspace } from '../generation/support/workspace.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { caller, connected } from './support/client.ts'

const scene_id = '0204'
const PATIENCE_MS = 400
const write = { scene_id, question: 'q', answer: 'a' }

test.each([
  ['a file that is no lock', (lock: string) => writeFileSync(lock, 'garbage'), 'another process'],
  [
    'the lock of another host',
    (lock: string) => symlinkSync('ffffff~7~~0f~studio-2', lock),
    'process 7 on studio-2',
  ],
])('%s stops no read, and a write answers who holds the scene', async (_, lockIt, holder) => {
  const { workspace, file, text, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const before = text()
  lockIt(`${file}.lock`)
  const call = caller(await connected(workspace, PATIENCE_MS))
  const answers: string[] = []
  const writing = call('log_question_answer', write).then((result) => {
    answers.push('write')
    return result
  })
  for (const tool of ['get_generation_status', 'resume_generation']) {
    expect((await call(tool, { scene_id })).isError).toBe(false)
    answers.push('read')
  }
  expect((await call('list_generations')).data.scenes).toHaveLength(1)
  const refused = await writing
  expect(answers[0]).toBe('read')
  expect(refused.isError).toBe(true)
  expect(refused.text).toContain(
    '💡 Next steps:\n  - Nothing was changed. Make the call again when the holder is through',
  )
  expect(refused.text).toMatch(
    new RegExp(
      `\\.lock is held by ${holder} since .*Z, and nobody here can tell whether it is alive\\. Wait for it, or`,
    ),
  )
  expect(text()).toBe(before)
  rmSync(`${file}.lock`)
  expect((await call('log_question_answer', write)).isError).toBe(false)
})

test('the lock of a live process is told with its process, and a write goes on when it is let go', async () => {
  const program = await childProgram('tests/files/children/hold-lock.ts')
  const { workspace, file, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const holder = startProcess(program, [file])
  expect(await holder.line()).toBe('held')
  const call = caller(await connected(workspace, PATIENCE_MS))
  const refused = await call('log_question_answer', write)
  expect(refused.isError).toBe(true)
  expect(refused.text).toContain(`is held by process ${holder.pid} on ${hostname()} since `)
  expect(refused.text).toContain('which is alive. Wait for it, end it, or remove that file')
  const second = call('log_question_answer', write)
  await holder.kill()
  expect((await second).isError).toBe(false)
})

test('a write waits for its turn as long as others take theirs', async () => {
  const queueEnds = performance.now() + 2 * PATIENCE_MS
  let turns = 0
  const change = () => {
    turns += 1
    if (performance.now() < queueEnds) throw new StoryMonitorError('LOCKED', `held by turn ${turns}`)
    return 'done'
  }
  expect(await patiently(change, PATIENCE_MS)).toBe('done')
})
