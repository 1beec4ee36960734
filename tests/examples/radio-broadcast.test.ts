import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/files/index.ts'
import { runTypeScript } from '../support/example.ts'
import { temporaryFolder } from '../support/temporary.ts'

const example = (name: string) => `examples/radio-broadcast/${name}.ts`

test('a week of radio survives two kills, a pause and a generator in chaos, and ends with its report', () => {
  const folder = temporaryFolder('radio')
  const { status, stdout, stderr } = runTypeScript(example('rehearsal'), folder, '--fast')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/^killed at \d/m)
  expect(stdout).toMatch(/^112 programmes, each finished once/m)
  const report = JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8'))
  expect(report.failures.retries).toBeGreaterThan(5)
  expect(report.points.at(-1).pools['story beats']).toBeGreaterThan(300)
})

test('a second process on the folder is refused in one sentence', () => {
  const folder = temporaryFolder('radio')
  const { pid, host, processStartedTs: process_started_at, processStartId: process_start_id } = identityOf()
  const writer = { pid, host, process_started_at, process_start_id }
  writeFileSync(
    join(folder, 'LIVE_STATUS.json'),
    JSON.stringify({ status: 'running', updated_at: new Date().toISOString(), ...writer }),
  )
  const { status, stderr } = runTypeScript(example('main'), folder, '--fast')
  expect(status).toBe(1)
  expect(stderr).toMatch(/^\S+ is worked on by process \d+ on .*; or choose another folder\.\n$/)
})

test('without a folder it says how it is called', () => {
  for (const name of ['main', 'rehearsal']) {
    const { status, stderr } = runTypeScript(example(name))
    expect(status).toBe(2)
    expect(stderr).toMatch(/^Say which folder the broadcast goes into/)
  }
})
