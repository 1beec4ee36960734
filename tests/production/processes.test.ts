import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readRun } from '../../src/production/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess, type TestProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { idsIn, linesIn, segments, statusIn } from './support/run-folder.ts'

let program: string
beforeAll(async () => {
  program = await childProgram('tests/production/children/produce.ts')
})

const produce = (...args: (string | number)[]) => startProcess(program, args.map(String))

async function linesOf(child: TestProcess, last: RegExp): Promise<string[]> {
  const lines: string[] = []
  while (!last.test(lines.at(-1) ?? '')) lines.push(await child.line())
  return lines
}

test('a killed run goes on where it was: nothing is lost, nothing is made twice but the segment in hand', async () => {
  const folder = temporaryFolder('production')
  const first = produce(folder, 6, 60_000)
  expect(await first.line()).toBe('start s1')
  await first.kill()
  const second = produce(folder, 6, 20)
  await linesOf(second, /^start s3$/)
  await second.kill()
  const before = idsIn(folder)
  expect(await linesOf(produce(folder, 6), /^completed/)).toEqual([
    ...segments(6)
      .filter((id) => !before.includes(id))
      .map((id) => `start ${id}`),
    'completed 6',
  ])
  expect(idsIn(folder)).toEqual(segments(6))
})

test('a segment in which the process dies every time is given up after three crashes', async () => {
  const folder = temporaryFolder('production')
  for (let crash = 1; crash <= 3; crash++) {
    const child = produce(folder, 4, 0, 's3')
    await linesOf(child, /^start s3$/)
    expect(await child.ended).toBe('SIGKILL')
  }
  expect(await linesOf(produce(folder, 4, 0, 's3'), /^completed/)).toEqual(['start s4', 'completed 3'])
  expect(linesIn(folder)[2]).toMatchObject({ id: 's3', status: 'skipped', attempts: 3, crashes: 3 })
  expect(linesIn(folder)[2]?.error).toBe('The process died 3 times while this segment was made.')
})

test('a second process on the folder is refused by name while the first one lives', async () => {
  const folder = temporaryFolder('production')
  const first = produce(folder, 2, 60_000)
  await first.line()
  expect(await produce(folder, 2).line()).toMatch(
    new RegExp(`^refused .* is worked on by process ${first.pid} on .* \\(running\\)`),
  )
  await first.kill()
  expect(await linesOf(produce(folder, 2), /^completed/)).toContain('completed 2')
})

test('Ctrl+C pauses, and a second one stops in good order and leaves no PAUSE behind', async () => {
  const folder = temporaryFolder('production')
  const child = produce(folder, 3, 60_000)
  await child.line()
  child.child.kill('SIGINT')
  await until('the pause', () => statusIn(folder).status === 'paused')
  expect(statusIn(folder).pause?.reason).toMatch(/^Ctrl\+C/)
  child.child.kill('SIGINT')
  expect(await linesOf(child, /^aborted/)).toEqual(['aborted 0 Ctrl+C was pressed while the run was paused'])
  expect(await child.ended).toBe(0)
  expect(existsSync(join(folder, 'PAUSE'))).toBe(false)
  expect(statusIn(folder).status).toBe('aborted')
})

test('a run that stops says so and for how long, and no further Ctrl+C writes PAUSE or takes one away', async () => {
  const folder = temporaryFolder('production')
  const pause = join(folder, 'PAUSE')
  const child = startProcess(await childProgram('tests/production/children/deaf.ts'), [folder])
  expect(await child.line()).toBe('start')
  const press = async () => {
    child.child.kill('SIGINT')
    expect(await child.line()).toBe('pressed')
  }
  await press()
  expect(statusIn(folder).status).toBe('paused')
  await press()
  expect(statusIn(folder)).toMatchObject({
    status: 'running',
    end_reason: 'stopping, at most 600 s: Ctrl+C was pressed while the run was paused',
  })
  expect(readRun(folder).presence).toEqual({ state: 'running', reason: statusIn(folder).end_reason })
  await press()
  expect(existsSync(pause)).toBe(false)
  writeFileSync(pause, 'of a person\n')
  await press()
  await press()
  expect(readFileSync(pause, 'utf8')).toBe('of a person\n')
  expect(statusIn(folder)).toMatchObject({
    status: 'running',
    end_reason: expect.stringMatching(/^stopping/),
  })
})

test('what one Ctrl+C meant goes with its process: after a kill the next start goes on, and says so', async () => {
  const folder = temporaryFolder('production')
  const first = produce(folder, 2, 60_000)
  await first.line()
  first.child.kill('SIGINT')
  await until('the pause', () => statusIn(folder).status === 'paused')
  await first.kill()
  expect(readRun(folder)).toMatchObject({ presence: { state: 'dead' }, pause: undefined })
  const said = await linesOf(produce(folder, 2), /^completed/)
  expect(said).toEqual([
    expect.stringMatching(
      new RegExp(`^warning PAUSE in .* was of process ${first.pid}, which is gone \\(Ctrl\\+C: .*taken away`),
    ),
    'start s1',
    'start s2',
    'completed 2',
  ])
  expect(existsSync(join(folder, 'PAUSE'))).toBe(false)
})

test('a run that was killed while a person had paused it is paused again, and blames no segment', async () => {
  const folder = temporaryFolder('production')
  const first = produce(folder, 2, 60_000)
  await first.line()
  writeFileSync(join(folder, 'PAUSE'), 'listening\n')
  await until('the pause', () => statusIn(folder).status === 'paused')
  await first.kill()
  const second = produce(folder, 2)
  await until('the second process', () => statusIn(folder).pid === second.pid)
  expect(statusIn(folder).status).toBe('paused')
  rmSync(join(folder, 'PAUSE'))
  const said = await linesOf(second, /^completed/)
  expect(said[0]).toMatch(/^warning PAUSE is in .* Go on with: story-monitor production resume /)
  expect(said.slice(1)).toEqual(['start s1', 'start s2', 'completed 2'])
})

test('a loop that is left keeps no process alive', async () => {
  const program = await childProgram('tests/production/children/leave-the-loop.ts')
  const child = startProcess(program, [temporaryFolder('production')])
  expect(await child.line()).toBe('s1')
  expect(await child.ended).toBe(0)
})
