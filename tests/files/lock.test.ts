import {
  lstatSync,
  lutimesSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJsonFile, withLock } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** A path whose lock a process holds. */
async function heldByAnother() {
  const path = join(temporaryFolder(), 'state.json')
  const holder = startProcess(await childProgram('tests/files/children/hold-lock.ts'), [path])
  expect(await holder.line()).toBe('held')
  return { path, lock: `${path}.lock`, holder }
}

test('the work is done under the lock, its result comes back, and the lock goes', () => {
  const path = join(temporaryFolder(), 'state.json')
  const seen = withLock(path, () => isThere(`${path}.lock`))
  expect(seen).toBe(true)
  expect(isThere(`${path}.lock`)).toBe(false)
})

test('the lock goes when the work throws, and the error comes through', () => {
  const path = join(temporaryFolder(), 'state.json')
  expect(() =>
    withLock(path, () => {
      throw new RangeError('broken work')
    }),
  ).toThrow(RangeError)
  expect(isThere(`${path}.lock`)).toBe(false)
})

test('processes that add to one number lose none of their additions', async () => {
  const path = join(temporaryFolder(), 'count.json')
  const program = await childProgram('tests/files/children/increment.ts')
  const children = Array.from({ length: 4 }, () => startProcess(program, [path, '150']))
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0])
  expect(readJsonFile(path)).toEqual({ value: 600 })
})

test('the lock of a process that was killed is broken', async () => {
  const { path, holder } = await heldByAnother()
  await holder.kill()
  expect(withLock(path, () => 'mine')).toBe('mine')
})

test('the lock of a live process is never broken, and the error names that process', async () => {
  const { path, lock, holder } = await heldByAnother()
  expect(() => withLock(path, () => 'mine', { timeoutMs: 300 })).toThrow(
    expect.objectContaining({
      code: 'LOCKED',
      message: expect.stringMatching(
        new RegExp(
          `^${lock} is held by process ${holder.pid} on ${hostname()} since \\d{4}-[\\d:.T-]+Z, which is alive\\. Wait for it, end it, or remove`,
        ),
      ),
    }),
  )
  expect(isThere(lock)).toBe(true)
})

test('the lock of a stopped process is never broken: it may wake up in the middle of its write', async () => {
  const { path, lock, holder } = await heldByAnother()
  process.kill(holder.pid, 'SIGSTOP')
  await until('the process to be stopped', () =>
    readFileSync(`/proc/${holder.pid}/stat`, 'utf8').includes(') T '),
  )
  expect(() => withLock(path, () => 'mine', { timeoutMs: 300 })).toThrow(
    expect.objectContaining({ code: 'LOCKED' }),
  )
  expect(isThere(lock)).toBe(true)
})

test('a process that died while it broke a lock stands in nobody’s way', async () => {
  const { path, lock, holder } = await heldByAnother()
  symlinkSync(readlinkSync(lock), `${lock}.break`)
  await holder.kill()
  expect(withLock(path, () => 'mine')).toBe('mine')
  expect(isThere(`${lock}.break`)).toBe(false)
})

test('work that asks for its own lock again is told that it is held, and keeps it', () => {
  const path = join(temporaryFolder(), 'state.json')
  withLock(path, () => {
    expect(() => withLock(path, () => 'again', { timeoutMs: 50 })).toThrow(
      `is held by process ${process.pid}`,
    )
    expect(isThere(`${path}.lock`)).toBe(true)
  })
  expect(isThere(`${path}.lock`)).toBe(false)
})

test('a lock of its own that could not be removed at its time stands in nobody’s way', () => {
  const path = join(temporaryFolder(), 'state.json')
  const ownName = withLock(path, () => readlinkSync(`${path}.lock`))
  symlinkSync(ownName, `${path}.lock`)
  expect(withLock(path, () => 'mine')).toBe('mine')
  expect(isThere(`${path}.lock`)).toBe(false)
})

test('a lock of another host is left alone while it is young, and broken when it is very old', () => {
  const path = join(temporaryFolder(), 'state.json')
  const lock = `${path}.lock`
  symlinkSync('ffffff~1~', lock)
  expect(() => withLock(path, () => 'mine', { timeoutMs: 100 })).toThrow(
    /held by process 1 on another host since .*Z, and nobody here can tell whether it is alive\. Wait for it, or/,
  )
  unlinkSync(lock)
  symlinkSync('ffffff~1~~0f~studio-2', lock)
  expect(() => withLock(path, () => 'mine', { timeoutMs: 100 })).toThrow(/process 1 on studio-2 since/)
  const long = Date.now() / 1000 - 11 * 60
  lutimesSync(lock, long, long)
  expect(withLock(path, () => 'mine')).toBe('mine')
})

test('a plain file in the lock’s place is nobody’s lock to break', () => {
  const path = join(temporaryFolder(), 'state.json')
  writeFileSync(`${path}.lock`, '')
  expect(() => withLock(path, () => 'mine', { timeoutMs: 100 })).toThrow(
    /held by another process since .*Z, and nobody here can tell whether it is alive\. .*remove that file if nobody works/,
  )
})

test('a lock that can not be made says why, and the work is not done', () => {
  let done = false
  const path = join(temporaryFolder(), 'absent', 'state.json')
  expect(() =>
    withLock(path, () => {
      done = true
    }),
  ).toThrow(
    expect.objectContaining({
      code: 'WRITE_FAILED',
      message: expect.stringContaining('no such file or folder'),
    }),
  )
  expect(done).toBe(false)
})
