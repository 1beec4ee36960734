import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nextFreePort } from '../../src/server/index.ts'
import { type Bench, median, type Row } from './row.ts'

const CONNECTIONS = 32
const SECONDS = 3
const RUNS = 3

const require = createRequire(import.meta.url)
const run = promisify(execFile)
const server = fileURLToPath(new URL('./children/http-server.ts', import.meta.url))

type Running = { port: number; child: ChildProcess }

/** GET of a real `_progress.json`, beside the tools that people would use instead, in the same minute. */
export const bench: Bench = {
  name: 'http-throughput',
  async run(): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    const servers: Running[] = []
    try {
      writeProgress(folder)
      const ours = await started('ours', folder)
      servers.push(ours)
      const bare = await started('bare', folder)
      servers.push(bare)
      const sirv = await startedSirv(folder)
      servers.push(sirv)
      return rowsOf(await measured(ours, bare, sirv))
    } finally {
      for (const { child } of servers) child.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Rates = { ours: number; unchanged: number; bare: number; sirv: number }

/** Interleaved, so that a busy moment of the machine hits all of them. */
async function measured(ours: Running, bare: Running, sirv: Running): Promise<Rates> {
  const rates = {
    ours: [] as number[],
    unchanged: [] as number[],
    bare: [] as number[],
    sirv: [] as number[],
  }
  const tag = String((await fetch(addressOf(ours))).headers.get('etag'))
  for (const one of [ours, bare, sirv]) await rate(one, 1)
  for (let turn = 0; turn < RUNS; turn += 1) {
    rates.ours.push(await rate(ours, SECONDS))
    rates.bare.push(await rate(bare, SECONDS))
    rates.unchanged.push(await rate(ours, SECONDS, `If-None-Match=${tag}`))
    rates.sirv.push(await rate(sirv, SECONDS))
  }
  return {
    ours: median(rates.ours),
    unchanged: median(rates.unchanged),
    bare: median(rates.bare),
    sirv: median(rates.sirv),
  }
}

function rowsOf({ ours, unchanged, bare, sirv }: Rates): Row[] {
  const row = (figure: string, ratio: number, bar: number, detail: string): Row => ({
    figure,
    bar: `≥ ${bar} ×`,
    measured: `${ratio.toFixed(2)} × (${detail})`,
    met: ratio >= bar,
  })
  const rate = (figure: number) => `${Math.round(figure).toLocaleString('en')}/s`
  const get = `GET of _progress.json, ${CONNECTIONS} connections`
  return [
    row(`${get}, over sirv-cli --dev`, ours / sirv, 4.5, `${rate(ours)} to ${rate(sirv)}`),
    row(`${get}, over bare node:http`, ours / bare, 0.7, `${rate(ours)} to ${rate(bare)}`),
    row('304 over our own 200', unchanged / ours, 1.1, `${rate(unchanged)} to ${rate(ours)}`),
  ]
}

async function rate(target: Running, seconds: number, header?: string): Promise<number> {
  const args = ['--json', '-c', String(CONNECTIONS), '-d', String(seconds), ...(header ? ['-H', header] : [])]
  const autocannon = require.resolve('autocannon/autocannon.js')
  const { stdout } = await run(process.execPath, [autocannon, ...args, addressOf(target)])
  const result: { requests: { total: number }; duration: number; errors: number } = JSON.parse(stdout)
  if (result.errors > 0) throw new Error(`${result.errors} requests failed on port ${target.port}`)
  return result.requests.total / result.duration
}

const addressOf = ({ port }: Running) => `http://127.0.0.1:${port}/_progress.json`

async function started(kind: 'ours' | 'bare', folder: string): Promise<Running> {
  const child = spawn(process.execPath, ['--import', 'tsx', server, kind, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { port: Number(String(line)), child }
}

async function startedSirv(folder: string): Promise<Running> {
  const port = (await nextFreePort(20_000 + (process.pid % 10_000), '127.0.0.1')) ?? 20_000
  const cli = join(dirname(require.resolve('sirv-cli/package.json')), 'bin.js')
  const child = spawn(
    process.execPath,
    [cli, folder, '--dev', '--quiet', '--host', '127.0.0.1', '--port', `${port}`],
    {
      stdio: 'ignore',
    },
  )
  for (;;) {
    const answer = await fetch(addressOf({ port, child })).catch(() => undefined)
    if (answer?.ok) return { port, child }
    if (child.exitCode !== null) throw new Error(`sirv-cli ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** About as long as a tracker writes it for eight phases; old, as most polls find it. */
function writeProgress(folder: string): void {
  const names = Array.from({ length: 8 }, (_, index) => `phase-${index + 1}`)
  const each = <Value>(value: Value) => Object.fromEntries(names.map((name) => [name, value]))
  const time = new Date().toISOString()
  const progress = {
    job_id: 'night-train',
    workflow: 'story',
    updated_ts: time,
    phases: each('done'),
    phase_order: names,
    phase_progress: each({ complete: 12, total: 12 }),
    phase_times: each({ started_ts: time, finished_ts: time, duration_seconds: 12.345 }),
    phase_info: each({ label: 'A phase', icon: 'step', per_subject: false }),
    current_step: 'Drawing card 7 of 24',
  }
  const path = join(folder, '_progress.json')
  writeFileSync(path, JSON.stringify(progress, null, 2))
  const old = new Date(Date.now() - 600_000)
  utimesSync(path, old, old)
}
