import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readJsonFile } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess, type TestProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { scaled } from './support/scale.ts'

const TIMES = scaled(1000)
const STOPPED_MS = scaled(15_000)
const PROCESSES = 8

/** Eight processes that add to their own numbers in one file; the first may pause with the lock in its hand. */
async function startCounting(pause: 'never' | 'wait' | 'stop') {
  const path = join(temporaryFolder('count'), 'counts.json')
  const program = await childProgram('tests/crash/children/count.ts')
  const start = (index: number) => {
    const pauseAt = index === 0 && pause !== 'never' ? Math.floor(TIMES / 2) : -1
    return startProcess(program, [path, `p${index}`, String(TIMES), String(pauseAt), pause])
  }
  const first = start(0)
  const others = Array.from({ length: PROCESSES - 1 }, (_, index) => start(index + 1))
  return { path, first, others }
}

/** Counts the additions that a process says are done, up to the word or its end. */
async function additionsUntil(word: string, counter: TestProcess): Promise<number> {
  let additions = 0
  while ((await counter.line()) !== word) additions += 1
  return additions
}

const all = (count: number) =>
  Object.fromEntries(
    Array.from({ length: PROCESSES }, (_, index) => [`p${index}`, index === 0 ? count : TIMES]),
  )

const ended = (counters: readonly TestProcess[]) => Promise.all(counters.map((counter) => counter.ended))

test(`eight processes that add ${TIMES} times each to one file lose none`, async () => {
  const { path, first, others } = await startCounting('never')
  expect(await ended([first, ...others])).toEqual(Array.from({ length: PROCESSES }, () => 0))
  expect(readJsonFile(path)).toEqual({ value: all(TIMES) })
})

test('none is lost when a process is killed with the lock in its hand', async () => {
  const { path, first, others } = await startCounting('wait')
  const additions = await additionsUntil('holding', first)
  await first.kill()
  expect(await ended(others)).toEqual(others.map(() => 0))
  expect(additions).toBe(Math.floor(TIMES / 2))
  expect(readJsonFile(path)).toEqual({ value: all(additions) })
})

test(`none is lost when a process is stopped for ${STOPPED_MS} ms with the lock in its hand`, async () => {
  const { path, first, others } = await startCounting('stop')
  await additionsUntil('holding', first)
  const before = readFileSync(path, 'utf8')
  await delay(STOPPED_MS)
  // Its lock was not broken: nobody has written since, so nothing is overwritten when it wakes up.
  expect(readFileSync(path, 'utf8')).toBe(before)
  first.child.kill('SIGCONT')
  expect(await ended([first, ...others])).toEqual(Array.from({ length: PROCESSES }, () => 0))
  expect(readJsonFile(path)).toEqual({ value: all(TIMES) })
})
