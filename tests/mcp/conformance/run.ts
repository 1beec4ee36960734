import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SCENARIOS } from './scenarios.ts'

/*
 * Runs the server scenarios of the conformance suite against the harness. The suite needs Node 22, so this is a step of
 * the continuous check and no test: node --import tsx tests/mcp/conformance/run.ts <path of the suite's index.js>
 */
const suite = process.argv[2] ?? ''
const harness = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('harness.ts', import.meta.url))],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
const [url] = await once(createInterface({ input: harness.stdout }), 'line')

const listed = spawnSync(process.execPath, [suite, 'list', '--server'], { encoding: 'utf8' }).stdout
const wrong: string[] = []
for (const [scenario, expected] of Object.entries(SCENARIOS)) {
  if (!listed.includes(`- ${scenario} `)) wrong.push(`${scenario} is no scenario of this suite`)
  const run = spawnSync(process.execPath, [suite, 'server', '--url', String(url), '--scenario', scenario], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  const passed = run.status === 0
  console.log(`${passed ? 'passed' : 'failed'}  ${scenario}${expected === 'pass' ? '' : ` (${expected})`}`)
  if (passed === (expected === 'pass')) continue
  wrong.push(passed ? `${scenario} passes: expect it to` : `${scenario} failed:\n${run.stdout}${run.stderr}`)
}
harness.kill()

const names = [...listed.matchAll(/^ {2}- (\S+) /gm)].map((match) => match[1] ?? '')
const server = names.slice(0, Math.max(0, names.indexOf('initialize')))
for (const name of server.filter((name) => !Object.hasOwn(SCENARIOS, name)))
  wrong.push(`${name} is not judged here`)

console.log(wrong.length === 0 ? 'as expected' : wrong.join('\n'))
process.exitCode = wrong.length === 0 ? 0 : 1
