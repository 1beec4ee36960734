import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readProgress } from '../../src/contract/index.ts'
import { childProgram } from '../support/child-program.ts'
import { type Bench, median, type Row } from './row.ts'

const run = promisify(execFile)

/** A loop that sets a phase's count a million times and never yields. */
export const burst: Bench = {
  name: 'progress-burst',
  async run({ quick }): Promise<Row[]> {
    const calls = quick ? 200_000 : 1_000_000
    const program = await childProgram('tests/bench/children/burst.ts')
    const runs = []
    for (let count = 0; count < 3; count += 1)
      runs.push(await inFolder((folder) => oneBurst(program, folder, calls)))
    const microseconds = median(runs.map(({ seconds }) => (seconds * 1e6) / calls))
    const rate = Math.max(...runs.map(({ seconds, writes }) => writes / seconds))
    const figure = `setPhaseProgress, ${calls.toLocaleString('en')} in a loop`
    return [
      {
        figure: `${figure}: a call`,
        bar: '≤ 2 µs',
        measured: `${microseconds.toFixed(2)} µs`,
        met: microseconds <= 2,
      },
      {
        figure: `${figure}: writes`,
        bar: '≤ 12 a second',
        measured: `${rate.toFixed(1)} a second`,
        met: rate <= 12,
      },
      {
        figure: `${figure}: last value on disk`,
        bar: String(calls),
        measured: runs.map(({ last }) => String(last)).join(', '),
        met: runs.every(({ last }) => last === calls),
      },
    ]
  },
}

async function oneBurst(program: string, folder: string, calls: number) {
  const { stdout } = await run(process.execPath, [program, folder, String(calls)])
  const told: { seconds: number; writes: number } = JSON.parse(stdout)
  const view = readProgress(JSON.parse(readFileSync(join(folder, '_progress.json'), 'utf8')))
  return { ...told, last: view?.phases.find((phase) => phase.name === 'production')?.complete }
}

/** A phase that starts and finishes, on disk when each call returns, beside two bare replacements of the same text. */
export const transitions: Bench = {
  name: 'transitions',
  async run({ quick }): Promise<Row[]> {
    const rounds = quick ? 200 : 1000
    const program = await childProgram('tests/bench/children/transitions.ts')
    const rows: Row[] = []
    for (const [what, phases] of [
      ['the same phase again', 1],
      ['four phases in turn', 4],
    ] as const) {
      const { stdout } = await inFolder((folder) =>
        run(process.execPath, [program, folder, String(rounds), String(phases)]),
      )
      const { ours, bare }: { ours: number; bare: number } = JSON.parse(stdout)
      rows.push({
        figure: `start + finish, ${what}`,
        bar: '≤ 1.5 × bare temp + rename',
        measured: `${(ours / bare).toFixed(2)} × (${ours.toFixed(0)} µs; bare ${bare.toFixed(0)} µs)`,
        met: ours <= 1.5 * bare,
      })
    }
    return rows
  },
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
