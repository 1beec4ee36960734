import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { endOldGroup, runCommand } from '../../src/director/run/index.ts'
import { identityOf, processPresence } from '../../src/files/index.ts'
import { isGone } from '../support/gone.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const writes = (path: string) => [process.execPath, '-e', 'fs.writeFileSync(process.argv[1], "begun")', path]
const OPTIONS = { input: '', cwd: '/', timeoutMs: 60_000 }

test('a command begins when it is told to, and one that is stopped before that never does', async () => {
  const folder = temporaryFolder('run')
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const stopped = runCommand(writes(first), OPTIONS)
  const begun = runCommand(writes(second), OPTIONS)
  stopped.stop('not wanted any more')
  begun.begin()
  expect(await stopped.ended).toEqual({ kind: 'failed', reason: 'not wanted any more' })
  expect(await begun.ended).toMatchObject({ kind: 'done' })
  expect([existsSync(first), existsSync(second)]).toEqual([false, true])
})

test('a command that was killed from outside says so in words', async () => {
  const run = runCommand([process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")'], OPTIONS)
  run.begin()
  expect(await run.ended).toEqual({
    kind: 'failed',
    reason: 'It was killed from outside (SIGKILL), as a system does when its memory runs out.',
  })
})

test('what a command left running as somebody else harms nobody, though it can not be ended', async () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  })
  try {
    const run = runCommand([process.execPath, '-e', ''], OPTIONS)
    run.begin()
    expect(await run.ended).toMatchObject({ kind: 'done' })
  } finally {
    kill.mockRestore()
  }
})

test('what is left of a group is ended although its leader is gone, and a group that is gone is no trouble', async () => {
  const told = join(temporaryFolder('group'), 'pid')
  const leader = spawn('sh', ['-c', 'sleep 600 & echo $! > "$0"; sleep 0.2', told], {
    detached: true,
    stdio: 'ignore',
  })
  const identity = identityOf(leader.pid)
  await until('the leader to go', () => processPresence(identity) === 'gone')
  const member = Number(await until('the member', () => readFileSync(told, 'utf8').trim()))
  expect(isGone(member)).toBe(false)
  await until('the group to go', () => endOldGroup(identity))
  expect(isGone(member)).toBe(true)
  expect(endOldGroup(identity)).toBe(true)
})

test('a group is not ended by a number that somebody else has by now, nor on another machine', () => {
  const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
  try {
    const { pid, host, processStartId } = identityOf(stranger.pid)
    expect(endOldGroup({ pid, host, processStartId: `${processStartId}0` })).toBe(true)
    expect(endOldGroup({ pid, host: 'elsewhere' })).toBe(true)
    expect(isGone(pid)).toBe(false)
  } finally {
    stranger.kill('SIGKILL')
  }
})
