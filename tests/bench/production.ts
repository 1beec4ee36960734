import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ProductionMonitor } from '../../src/production/index.ts'
import { childProgram } from '../support/child-program.ts'
import { KINDS, simulate } from './production/eta-simulation.ts'
import { type Bench, median, type Row } from './row.ts'

const run = promisify(execFile)
const MIB = 1024 ** 2

/** A run of a million segments that do nothing, and the same folder taken up again. */
export const longRun: Bench = {
  name: 'production-long-run',
  async run({ quick }): Promise<Row[]> {
    const count = quick ? 100_000 : 1_000_000
    const program = await childProgram('tests/bench/children/produce.ts')
    const { stdout } = await inFolder((folder) => run(process.execPath, [program, folder, String(count)]))
    const told: { tenths: number[]; rss: number[]; statusBytes: number; resumeSeconds: number } =
      JSON.parse(stdout)
    const worst = Math.max(...told.tenths)
    const flat = (told.tenths.at(-1) ?? 0) / median(told.tenths)
    const growth = ((told.rss.at(-1) ?? 0) - (told.rss[0] ?? 0)) / MIB
    const segments = `${count.toLocaleString('en')} segments`
    return [
      row(`${segments}: the monitor's part of each`, '≤ 0.5 ms', `${worst.toFixed(3)} ms`, worst <= 0.5),
      row(`${segments}: last tenth over the median tenth`, '≤ 1.5', flat.toFixed(2), flat <= 1.5),
      row(
        `${segments}: memory added after the first tenth`,
        '≤ 30 MB',
        `${growth.toFixed(0)} MB`,
        growth <= 30,
      ),
      row(
        `${segments}: LIVE_STATUS.json`,
        '≤ 16 KB',
        `${(told.statusBytes / 1024).toFixed(1)} KB`,
        told.statusBytes <= 16_384,
      ),
      row(
        `${segments} finished: resume`,
        '≤ 3 s',
        `${told.resumeSeconds.toFixed(2)} s`,
        told.resumeSeconds <= 3,
      ),
    ]
  },
}

/** PAUSE is written while a segment runs, until its signal aborts; then it is taken away, until the segment begins again. */
export const pause: Bench = {
  name: 'production-pause',
  async run({ quick }): Promise<Row[]> {
    const toggles = quick ? 20 : 100
    const seen = await inFolder((folder) => togglePause(folder, toggles))
    const slowest = Math.max(...seen)
    return [
      row(
        `PAUSE seen, ${toggles} of ${toggles}`,
        '≤ 200 ms',
        `median ${median(seen).toFixed(0)}, slowest ${slowest.toFixed(0)} ms`,
        slowest <= 200,
      ),
    ]
  },
}

async function togglePause(folder: string, toggles: number): Promise<number[]> {
  const path = join(folder, 'PAUSE')
  const seen: number[] = []
  await new ProductionMonitor(folder).run(['one'], async (_segment, { signal }) => {
    if (seen.length === toggles) return
    await wait(Math.random() * 120)
    const start = performance.now()
    signal.addEventListener('abort', () => {
      seen.push(performance.now() - start)
      setTimeout(() => rmSync(path), 20)
    })
    writeFileSync(path, '')
    await wait(60_000, undefined, { signal })
  })
  return seen
}

/** Forecasts on simulated runs, beside tqdm's exponential mean (smoothing 0.3) and the plain mean over wall time. */
export const forecast: Bench = {
  name: 'production-forecast',
  async run(): Promise<Row[]> {
    const all = KINDS.map((kind) => ({ kind, ...simulate(kind, 40) }))
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`
    const ours = median(all.flatMap(({ errors }) => errors))
    const plain = median(all.flatMap(({ meanErrors }) => meanErrors))
    const tqdm = median(all.flatMap(({ emaErrors }) => emaErrors))
    return [
      ...all.map(({ kind, inside }) =>
        row(`time left, 40 ${kind} runs: true end in the range`, '≥ 80 %', percent(inside), inside >= 0.8),
      ),
      row(
        'time left, 200 runs: median error',
        `< ${percent(tqdm)} (tqdm), < ${percent(plain)} (mean)`,
        percent(ours),
        ours < tqdm && ours < plain,
      ),
    ]
  },
}

const row = (figure: string, bar: string, measured: string, met: boolean): Row => ({
  figure,
  bar,
  measured,
  met,
})

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
