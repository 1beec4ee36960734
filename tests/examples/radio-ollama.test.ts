import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addressOf } from '../../examples/radio-broadcast/address.ts'
import { generate } from '../../examples/radio-broadcast/ollama.ts'
import { childProgram } from '../support/child-program.ts'
import { runTypeScriptWith } from '../support/example.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'

const BROADCAST = 'examples/radio-broadcast/main.ts'

/** Starts the server apart from the example. @returns what OLLAMA_HOST has to be */
async function ollama(...models: string[]): Promise<string> {
  const program = await childProgram('tests/examples/children/ollama.ts')
  return `127.0.0.1:${await startProcess(program, models).line()}`
}

test('with OLLAMA_HOST the broadcast asks that Ollama, whatever it answers in between', async () => {
  const folder = temporaryFolder('radio')
  const env = { OLLAMA_HOST: await ollama('llama3.2:latest', 'mistral:latest'), OLLAMA_MODEL: 'mistral' }
  const { status, stdout, stderr } = runTypeScriptWith(env, BROADCAST, folder, '--fast')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('completed: 112 of 112 programmes are ready')
  const report = JSON.parse(readFileSync(join(folder, 'production-report.json'), 'utf8'))
  expect(report.failures).toMatchObject({ total: 4, retries: 4 })
  const script = readFileSync(join(folder, 'scripts/day-1-06h.txt'), 'utf8')
  expect(script.split('\n')).toHaveLength(8)
})

test.each([
  [
    'a model that it has not',
    ['llama3.2:latest'],
    'gemma3',
    'has no model "gemma3" (it has llama3.2:latest)',
  ],
  ['no model at all', [], undefined, 'has no model; get one with: ollama pull'],
])(
  'an Ollama with %s is said in one sentence, before anything begins',
  async (_what, models, model, words) => {
    const env = { OLLAMA_HOST: await ollama(...models), OLLAMA_MODEL: model }
    const { status, stderr } = runTypeScriptWith(env, BROADCAST, temporaryFolder('radio'), '--fast')
    expect(status).toBe(1)
    expect(stderr).toContain(words)
    expect(stderr.trim()).not.toContain('\n')
  },
)

test('an Ollama that is not there is said in one sentence', () => {
  const env = { OLLAMA_HOST: '127.0.0.1:9', OLLAMA_MODEL: undefined }
  const { status, stderr } = runTypeScriptWith(env, BROADCAST, temporaryFolder('radio'))
  expect(status).toBe(1)
  expect(stderr.trim()).toBe('No generator answers at http://127.0.0.1:9; start it with: ollama serve')
})

test('a model that goes away during a run is refused with its status, so that nobody tries it again', async () => {
  const url = `http://${await ollama('llama3.2:latest')}`
  const asking = generate(url, 'gone', 'a prompt', AbortSignal.timeout(20_000))
  await expect(asking).rejects.toMatchObject({
    message: "the generator answered 404: model 'gone' not found",
    status: 404,
  })
})

test.each([
  ['studio', 'http://studio:11434'],
  ['studio:80', 'http://studio'],
  ['192.168.0.7:8080', 'http://192.168.0.7:8080'],
  [':8080', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['[::1]:11434', 'http://[::1]:11434'],
  ['https://ollama.example', 'https://ollama.example'],
  ['http://studio:1234/', 'http://studio:1234'],
])('OLLAMA_HOST %s means %s', (host, address) => {
  expect(addressOf(host)).toBe(address)
})
