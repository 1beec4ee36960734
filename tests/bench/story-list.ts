import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Bench, median, type Row } from './row.ts'

const STORIES = 5000
const BAR_MS = 50
const TICKS_PER_SECOND = 100
const program = fileURLToPath(new URL('./children/http-server.ts', import.meta.url))

/** A folder of thousands of stories with a page open on it: how long other requests wait, and what the looking costs. */
export const bench: Bench = {
  name: 'story-list',
  async run({ quick }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    writeStories(folder)
    const child = spawn(process.execPath, ['--import', 'tsx', program, 'ours', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    try {
      const [line] = await once(child.stdout, 'data')
      const url = `http://127.0.0.1:${Number(String(line))}`
      const page = await fetch(`${url}/_events`)
      const cold = await waitsDuring(url, 3000)
      const before = cpuSeconds(child.pid ?? 0)
      const seconds = quick ? 5 : 20
      const warm = await waitsDuring(url, seconds * 1000)
      const share = (cpuSeconds(child.pid ?? 0) - before) / seconds
      await page.body?.cancel()
      return [
        rowOf('the first look', cold),
        rowOf(`one look a second, CPU ${(share * 100).toFixed(0)} %`, warm),
      ]
    } finally {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function writeStories(folder: string): void {
  for (let number = 0; number < STORIES; number += 1) {
    const story = join(folder, `story-${number}`)
    mkdirSync(story)
    const updated = new Date(Date.UTC(2026, 4, 1, 12, 0, number)).toISOString()
    const phases = { reddit: 'done', director: 'done', production: 'running', assembly: 'pending' }
    const progress = { job_id: `job-${number}`, workflow: 'story', updated_ts: updated, phases }
    writeFileSync(join(story, '_progress.json'), JSON.stringify(progress, null, 2))
  }
}

/** How long small requests waited, one after another for a while, in ms. */
async function waitsDuring(url: string, milliseconds: number): Promise<number[]> {
  const waits: number[] = []
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const begun = performance.now()
    await (await fetch(`${url}/story-1/_progress.json`)).arrayBuffer()
    waits.push(performance.now() - begun)
    await delay(3)
  }
  return waits
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND
}

function rowOf(what: string, waits: readonly number[]): Row {
  const slowest = Math.max(...waits)
  return {
    figure: `a request while ${STORIES.toLocaleString('en')} stories are looked at, ${what}`,
    bar: `slowest ≤ ${BAR_MS} ms`,
    measured: `${slowest.toFixed(0)} ms (median ${median(waits).toFixed(1)} ms of ${waits.length})`,
    met: slowest <= BAR_MS,
  }
}
