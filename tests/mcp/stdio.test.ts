import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, onTestFinished, test } from 'vitest'
import { aWorkspace } from '../generation/support/workspace.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { caller, cli } from './support/client.ts'

/** The server as a bare process, so that a test can write to it what no client would. */
function bareServer(workspace: string) {
  const child = spawn(process.execPath, [cli, 'mcp', '--workspace', workspace], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.on('error', () => {})
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-10_000)
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const send = (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`)
  const hello = () => {
    send({
      jsonrpc: '2.0',
      id: 'hello',
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bare', version: '1' } },
    })
    send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }
  const answered = (id: string) => lines.map(parsed).find((message) => Object(message)['id'] === id)
  return { child, lines, send, hello, answered, ended, complaints: () => complaints }
}

const parsed = (line: string): unknown => JSON.parse(line)

test('100,000 bad frames, half frames and blank lines leave the server answering, and only JSON-RPC on its stdout', async () => {
  const { workspace, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const server = bareServer(workspace)
  server.hello()
  await until('the first answer', () => server.answered('hello'))
  const bad = [
    '{"jsonrpc":"2.0"',
    'null',
    '[]',
    '{}',
    'x',
    '',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '"\u0000',
    '{"jsonrpc":"2.0","id":{},"method":7}',
    '\u{1f9e8}',
  ]
  const block = `${bad.join('\n')}\n`.repeat(1000)
  for (let round = 0; round < 10; round += 1) {
    if (!server.child.stdin.write(block))
      await new Promise((resolve) => server.child.stdin.once('drain', resolve))
  }
  const call = JSON.stringify({
    jsonrpc: '2.0',
    id: 'after',
    method: 'tools/call',
    params: { name: 'get_generation_status', arguments: { scene_id: '0204' } },
  })
  server.child.stdin.write(call.slice(0, 40))
  server.child.stdin.write(`${call.slice(40)}\n`)
  const answer = await until('an answer after the bad frames', () => server.answered('after'), 60_000)
  expect(answer).toMatchObject({ result: { structuredContent: { scene: { scene_id: '0204' } } } })
  for (const line of server.lines) expect(parsed(line)).toMatchObject({ jsonrpc: '2.0' })
  expect(server.complaints()).toContain('Not understood')
  for (const line of server.complaints().split('\n')) expect(line.length).toBeLessThan(300)
  server.child.stdin.end()
  expect(await server.ended).toBe(0)
}, 180_000)

test('a frame of 50 MB is skipped with a parse error, and the server goes on', async () => {
  const { workspace } = aWorkspace()
  const server = bareServer(workspace)
  server.hello()
  await until('the first answer', () => server.answered('hello'))
  server.child.stdin.write(`{"jsonrpc":"2.0","id":1,"method":"${'x'.repeat(50 * 1024 * 1024)}"}\n`)
  server.send({ jsonrpc: '2.0', id: 'after', method: 'tools/list', params: {} })
  await until('an answer after the long frame', () => server.answered('after'), 60_000)
  const skipped = server.lines.map(parsed).filter((message) => Object(message)['id'] === null)
  expect(skipped).toMatchObject([
    { error: { code: -32700, message: expect.stringContaining('10485760 bytes') } },
  ])
  expect(server.complaints()).toBe('Not understood: a frame of more than 10485760 bytes; it was skipped\n')
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(143)
})

test.each([
  ['a file', 'file.json', /^The workspace .*file\.json is no folder\. Give the folder of the state files/],
  ['nothing', '', /^Expected workspace to be a text that is not empty/],
])('a workspace that is %s ends the server at once, with one sentence', (_, name, message) => {
  const { project, put } = aWorkspace()
  put('file.json', '{}')
  const run = spawnSync(process.execPath, [cli, 'mcp', '--workspace', name], {
    cwd: project,
    encoding: 'utf8',
    input: '',
  })
  expect(run).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(message) })
})

test('a disk without room is an answer, and the server goes on', async () => {
  const { workspace, text, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const before = text()
  const client = new Client({ name: 'test', version: '1' })
  onTestFinished(() => client.close())
  const limited = [
    '-c',
    'ulimit -f 64; exec "$0" "$@"',
    process.execPath,
    cli,
    'mcp',
    '--workspace',
    workspace,
  ]
  await client.connect(new StdioClientTransport({ command: 'bash', args: limited }), { timeout: 30_000 })
  const call = caller(client)
  const question = { scene_id: '0204', question: 'q' }
  const refused = await call('complete_step', {
    scene_id: '0204',
    step_number: 2,
    duration_seconds: 1,
    metadata: { long: 'a'.repeat(200_000) },
  })
  expect(refused).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^❌ ERROR: Can't write .*state-0204/),
  })
  expect(text()).toBe(before)
  expect(await call('log_question_answer', { ...question, answer: 'a' })).toMatchObject({ isError: false })
})

test('the server ends with its client, also in the middle of a frame', async () => {
  const server = bareServer(aWorkspace().workspace)
  server.child.stdin.end()
  expect(await server.ended).toBe(0)
  const torn = bareServer(aWorkspace().workspace)
  torn.child.stdin.end('{"jsonrpc":"2.0","id":1,"method":"initial')
  expect(await torn.ended).toBe(0)
  expect(torn.lines).toEqual([])
})

test('without the optional dependency the command says what to install', () => {
  const place = temporaryFolder('without-mcp')
  const dist = dirname(cli)
  cpSync(dist, join(place, 'dist'), { recursive: true })
  cpSync(join(dist, '../package.json'), join(place, 'package.json'))
  mkdirSync(join(place, 'node_modules'))
  const modules = join(dist, '../node_modules')
  for (const name of readdirSync(modules)) {
    if (name !== '@modelcontextprotocol') symlinkSync(join(modules, name), join(place, 'node_modules', name))
  }
  const run = spawnSync(process.execPath, [join(place, 'dist/cli.js'), 'mcp'], {
    cwd: place,
    encoding: 'utf8',
    input: '',
  })
  expect(run).toMatchObject({ status: 1, stdout: '' })
  expect(run.stderr.trim()).toBe(
    'The MCP server needs @modelcontextprotocol/server, which is not installed: npm install @modelcontextprotocol/server@2',
  )
})
