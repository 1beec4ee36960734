import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { startPolling } from './support/polling.ts'
import { scaled } from './support/scale.ts'

const WRITES = scaled(5000)

test(`eight writers that replace one file ${WRITES} times each show four readers nothing but whole files`, async () => {
  const folder = temporaryFolder('one-file')
  const path = join(folder, 'state.json')
  const program = await childProgram('tests/crash/children/write-for-ever.ts')
  const stops = await Promise.all(Array.from({ length: 4 }, () => startPolling([path])))
  const writers = Array.from({ length: 8 }, () => startProcess(program, [path, String(WRITES)]))
  expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual(writers.map(() => 0))
  for (const stop of stops) {
    const { reads, faults } = await stop()
    expect(faults).toEqual([])
    expect(reads).toBeGreaterThan(5)
  }
  expect(readdirSync(folder)).toEqual(['state.json'])
})
