import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'

const HELD_MS = 3000

/** A lock whose holder is dead, and the mark of one who died while breaking it. */
async function lockOfTheDead(): Promise<string> {
  const path = join(temporaryFolder('breaker'), 'state.json')
  const holder = startProcess(await childProgram('tests/files/children/hold-lock.ts'), [path])
  expect(await holder.line()).toBe('held')
  await holder.kill()
  symlinkSync(readlinkSync(`${path}.lock`), `${path}.lock.break`)
  return path
}

/** Runs a holder whose removal of a lock, the first or second, is held up by the system. */
async function holdSlowly(
  path: string,
  removal: number,
  seconds: number,
): Promise<{ from: number; to: number }> {
  const program = await childProgram('tests/crash/children/hold-a-while.ts')
  const slow = `inject=unlink,unlinkat:delay_enter=${seconds * 1_000_000}:when=${removal}`
  const traced = ['-qq', '-o', `${path}.trace-${removal}`, '-e', 'trace=unlink,unlinkat', '-e', slow]
  const child = spawn('strace', [...traced, process.execPath, program, path, String(HELD_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  expect(code).toBe(0)
  return JSON.parse(printed)
}

/**
 * Both see that the breaker is dead. The first is held up before it clears its mark away; by then the second has done so,
 * and breaks under a mark of its own, which the first must not take for the dead one's.
 */
test('a breaker that dies while breaking costs nobody the lock, however the others interleave', async () => {
  const path = await lockOfTheDead()
  const first = holdSlowly(path, 1, 4)
  await delay(1500)
  const times = await Promise.all([first, holdSlowly(path, 2, 4)])
  const [early, late] = times.sort((one, other) => one.from - other.from)
  expect(early?.to).toBeLessThanOrEqual(late?.from ?? 0)
  expect(readdirSync(dirname(path)).filter((name) => name.includes('.lock'))).toEqual([])
})
