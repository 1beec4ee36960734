import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { type Bench, median, type Row } from './row.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const SCENE = '0204'
const step = { scene_id: SCENE, step_number: 1, phase_name: 'File System Check' }

/** What an agent waits for: the tools over stdio with the official client, against the built binary. */
export const mcp: Bench = {
  name: 'mcp',
  async run({ quick }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    const workspace = join(folder, 'workspace')
    mkdirSync(workspace)
    try {
      const starts: number[] = []
      for (let turn = 0; turn < (quick ? 3 : 9); turn += 1) {
        const server = await connect(workspace)
        starts.push(server.readyMs)
        await server.client.close()
      }
      const { client, pid } = await connect(workspace)
      const call = (name: string, args: { [key: string]: unknown }) =>
        client.callTool({ name, arguments: args })
      await call('start_generation', { scene_id: SCENE, blueprint_path: 'blueprint.md' })
      const times = quick ? 200 : 1000
      const rows = [
        row('MCP server ready after spawn', 300, median(starts)),
        ...toolRows('read', 1, await timed(times, () => call('get_generation_status', { scene_id: SCENE }))),
        ...toolRows('write', 2, await timed(times, () => call('start_step', step))),
        memory(pid),
      ]
      await client.close()
      return [...rows, ...(await listRows(workspace)), await clientsRow(folder, quick ? 50 : 500)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function connect(workspace: string) {
  const begun = performance.now()
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [at('dist/cli.js'), 'mcp', '--workspace', workspace],
  })
  const client = new Client({ name: 'bench', version: '1' })
  await client.connect(transport)
  return { client, pid: transport.pid ?? 0, readyMs: performance.now() - begun }
}

const row = (figure: string, limit: number, measured: number): Row => ({
  figure,
  bar: `≤ ${limit} ms`,
  measured: `${measured.toFixed(measured < 10 ? 2 : 0)} ms`,
  met: measured <= limit,
})

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  // The first calls compile; nobody waits for those twice.
  for (let turn = -50; turn < times; turn += 1) {
    const begun = performance.now()
    await work()
    if (turn >= 0) took.push(performance.now() - begun)
  }
  return took.sort((one, other) => one - other)
}

const toolRows = (kind: string, limit: number, took: readonly number[]): Row[] => [
  row(`MCP ${kind} tool, p50`, limit, median(took)),
  row(`MCP ${kind} tool, p99`, 8, took[Math.floor(took.length * 0.99)] ?? Number.NaN),
]

function memory(pid: number): Row {
  const megabytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  return {
    figure: 'MCP server, resident memory',
    bar: '≤ 110 MB',
    measured: `${megabytes.toFixed(0)} MB`,
    met: megabytes <= 110,
  }
}

async function listRows(workspace: string): Promise<Row[]> {
  const sample = JSON.parse(readFileSync(at('tests/fixtures/generation/generation-state-0101.json'), 'utf8'))
  for (let scene = 0; scene < 10_000; scene += 1) {
    const id = String(scene).padStart(4, '0')
    const text = JSON.stringify({ ...sample, scene_id: id }, null, 2)
    writeFileSync(join(workspace, `generation-state-${id}.json`), text)
  }
  const { client } = await connect(workspace)
  const list = async () => {
    const begun = performance.now()
    await client.callTool({ name: 'list_generations', arguments: {} })
    return performance.now() - begun
  }
  const cold = await list()
  const warm: number[] = []
  for (let turn = 0; turn < 9; turn += 1) warm.push(await list())
  await client.close()
  return [row('list of 10,000 scenes, cold', 400, cold), row('list of 10,000 scenes, warm', 60, median(warm))]
}

const CLIENTS = 8

async function clientsRow(folder: string, writes: number): Promise<Row> {
  const workspace = join(folder, 'shared')
  mkdirSync(workspace)
  const servers = await Promise.all([...Array(CLIENTS).keys()].map(() => connect(workspace)))
  const start = { scene_id: SCENE, blueprint_path: 'blueprint.md' }
  await servers[0]?.client.callTool({ name: 'start_generation', arguments: start })
  await Promise.all(
    servers.map(async ({ client }, name) => {
      for (let turn = 0; turn < writes; turn += 1) {
        const args = { scene_id: SCENE, question: `${name}:${turn}`, answer: 'y' }
        await client.callTool({ name: 'log_question_answer', arguments: args }, { timeout: 120_000 })
      }
      await client.close()
    }),
  )
  const files = readdirSync(workspace)
  const state = JSON.parse(readFileSync(join(workspace, `generation-state-${SCENE}.json`), 'utf8'))
  const kept = new Set(state.user_questions.map(({ question }: { question: string }) => question)).size
  const lost = CLIENTS * writes - kept
  return {
    figure: `${CLIENTS} clients × ${writes} writes on one scene`,
    bar: '0 lost, 0 left behind',
    measured: `${lost} lost, ${files.length - 1} left behind`,
    met: lost === 0 && files.length === 1,
  }
}
