import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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

test('without a folder it says how it is called', () => {
  for (const name of ['main', 'rehearsal']) {
    const { status, stderr } = runTypeScript(example(name))
    expect(status).toBe(2)
    expect(stderr).toMatch(/^Say which folder the broadcast goes into/)
  }
})
