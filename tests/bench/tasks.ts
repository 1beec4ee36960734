import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { phasesOf } from '../../src/contract/index.ts'
import { serve } from '../../src/server/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { childProgram } from '../support/child-program.ts'
import { until } from '../support/until.ts'
import { longestTask } from './longest-task.ts'
import { type Bench, median, type Row } from './row.ts'

const run = promisify(execFile)
const PROGRAM = 'tests/bench/children/tasks.ts'
const TICKS_PER_SECOND = 100

/** What tasks cost: the pipeline that tells of them, and the page that shows them. */
export const bench: Bench = {
  name: 'tasks',
  async run({ quick }): Promise<Row[]> {
    return [
      await pairs(quick ? 3 : 5),
      ...(await manyUpdates(quick ? 15 : 60)),
      await manyTasks(quick ? 3 : 7),
    ]
  },
}

async function pairs(rounds: number): Promise<Row> {
  const program = await childProgram(PROGRAM)
  const each: number[] = []
  const wall: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await inFolder(async (folder) => {
      const { stdout } = await run(process.execPath, [program, 'pairs', folder, '10000'])
      const told = JSON.parse(stdout)
      each.push(Number(told.microseconds))
      wall.push(Number(told.wall))
    })
  }
  const typical = median(each)
  return {
    figure: 'addTask + updateTask, 10,000 tasks',
    bar: '≤ 20 µs amortised',
    measured: `${typical.toFixed(1)} µs on the processor (by the clock ${median(wall).toFixed(1)} µs)`,
    met: typical <= 20,
  }
}

/** 100 characters in eight steps, each task four times a second, with a page open on them and a step opened. */
const manyUpdates = (seconds: number): Promise<Row[]> =>
  inFolder((folder) =>
    withPage(folder, async (page) => {
      const program = await childProgram(PROGRAM)
      const pipeline = spawn(process.execPath, [program, 'show', folder, String(seconds)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const out: string[] = []
      pipeline.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
      const ended = once(pipeline, 'exit')
      await page.getByRole('button', { name: '100 tasks of Portraits' }).click()
      await until('the tasks', () => page.evaluate('document.querySelectorAll(".tk").length === 50'))
      await page.waitForTimeout(1000)
      await page.evaluate('watched.tasks.length = 0')
      const ours = renderers()
      const before = cpuSeconds(ours)
      const begun = performance.now()
      await page.waitForTimeout(seconds * 600)
      const share = (cpuSeconds(ours) - before) / ((performance.now() - begun) / 1000)
      // Tracing costs as well, so it has a time of its own.
      const longest = await longestTask(page, () => page.waitForTimeout(seconds * 200))
      const wall = Number(await page.evaluate('Math.max(0, ...watched.tasks)'))
      await ended
      const told = JSON.parse(out.join('').trim().split('\n').at(-1) ?? '{}')
      const figure = `800 tasks × 4 updates a second, ${seconds} s`
      return [
        {
          figure: `${figure}: pipeline's thread`,
          bar: '≤ 2 % of a core',
          measured: `${percent(told.thread)} (${percent(told.idle)} of it the loop that tells nothing; all threads ${percent(told.share)}; ${Math.round(told.updates)} updates)`,
          met: told.thread <= 0.02,
        },
        {
          figure: `${figure}: viewer, a step of 100 open`,
          bar: '≤ 10 % of a core',
          measured: `${(share * 100).toFixed(1)} % in ${ours.length} renderers`,
          met: share <= 0.1 && ours.length > 0,
        },
        {
          figure: `${figure}: longest task of the page's thread`,
          bar: '≤ 50 ms',
          measured: `${longest.toFixed(0)} ms on the processor (${wall < 50 ? '< 50' : wall.toFixed(0)} ms by the clock)`,
          met: longest <= 50,
        },
      ]
    }),
  )

/** From the last byte of `_tasks.json` until the frame that shows it is drawn. */
const manyTasks = (rounds: number): Promise<Row> =>
  inFolder((folder) =>
    withPage(folder, async (page) => {
      const each: number[] = []
      const onProcessor: number[] = []
      const ours = renderers()
      for (let round = 1; round <= rounds; round += 1) {
        const count = 10_000 + round
        const drawn = page.evaluate<number>(`watched.untilDrawn('${count.toLocaleString('en')}')`)
        const text = JSON.stringify({ tasks: tasksOf(count) })
        const before = mainThreadMs(ours)
        replace(folder, '_tasks.json', text)
        each.push(await drawn)
        onProcessor.push(mainThreadMs(ours) - before)
      }
      const typical = median(each)
      return {
        figure: '_tasks.json of 10,000 tasks: parsed and drawn, timeline open',
        bar: '≤ 300 ms',
        measured: `median ${typical.toFixed(0)} ms (slowest ${Math.max(...each).toFixed(0)} ms; ${median(onProcessor).toFixed(0)} ms of the page's thread on the processor, from the change on)`,
        met: typical <= 300,
      }
    }),
  )

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

function tasksOf(count: number) {
  const types = phasesOf('show').map((phase) => phase.name)
  const begun = Date.now() - count * 50
  return Array.from({ length: count }, (_, index) => ({
    id: `task-${index}`,
    type: types[index % types.length],
    status: index % 50 === 0 ? 'failed' : index > count - 100 ? 'processing' : 'succeeded',
    show_id: 'bench',
    character_id: `character-${index >> 3}`,
    label: `Character number ${index >> 3}`,
    progress: index % 101,
    started_at: new Date(begun + index * 40).toISOString(),
    completed_at: index > count - 100 ? undefined : new Date(begun + index * 40 + 900).toISOString(),
    output_url: `portraits/${index}.png`,
    step_number: (index % types.length) + 1,
  }))
}

function replace(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, '.next'), text)
  renameSync(join(folder, '.next'), join(folder, name))
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withPage<Result>(folder: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const phases = Object.fromEntries(phasesOf('show').map((phase) => [phase.name, 'running']))
  const begun = new Date(Date.now() - 60_000).toISOString()
  const progress = {
    job_id: 'bench',
    workflow: 'show',
    updated_ts: new Date().toISOString(),
    phases,
    phase_times: Object.fromEntries(Object.keys(phases).map((name) => [name, { started_ts: begun }])),
    pid: process.pid,
    heartbeat_seconds: 3600,
  }
  replace(folder, '_progress.json', JSON.stringify(progress))
  const server = await serve(folder, { port: 0 })
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(WATCH)
    await page.goto(server.url)
    await page.getByText('Character Seeds').first().waitFor()
    return await work(page)
  } finally {
    await browser.close()
    await server.close()
  }
}

/** Watches from inside the page: long tasks, and the frame in which a count of tasks is drawn. */
const WATCH = `
globalThis.watched = { tasks: [], untilDrawn: (count) => new Promise((resolve) => {
  const answered = () => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/_tasks.json')).at(-1).responseEnd
  const total = () => [...document.querySelectorAll('.pl-open')].reduce((sum, one) => sum + Number.parseInt(one.innerText.replaceAll(',', ''), 10), 0)
  const look = () => total().toLocaleString('en') === count
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - answered())))
    : requestAnimationFrame(look)
  look()
}) };
performance.setResourceTimingBufferSize(5000);
new PerformanceObserver((list) => { for (const entry of list.getEntries()) watched.tasks.push(entry.duration) }).observe({ type: 'longtask' });
`

/** The renderer processes that this process has started, by way of its browsers. */
function renderers(): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && fileOf(pid, 'cmdline').includes('--type=renderer') && isOurs(pid),
  )
}

function isOurs(pid: string): boolean {
  if (pid === String(process.pid)) return true
  const parent = /^PPid:\t(\d+)/m.exec(fileOf(pid, 'status'))?.[1] ?? '0'
  return parent !== '0' && isOurs(parent)
}

/** A process that ended meanwhile has no file and no time. */
function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

/** A process's own entry is that of its main thread. */
function mainThreadMs(pids: readonly string[]): number {
  return pids.reduce((sum, pid) => sum + Number(fileOf(pid, 'schedstat').split(' ')[0] ?? 0) / 1e6, 0)
}

function cpuSeconds(pids: readonly string[]): number {
  const ticks = pids.map((pid) => {
    const fields = fileOf(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, count) => sum + count, 0) / TICKS_PER_SECOND
}
