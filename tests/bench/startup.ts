import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bench, median, type Row } from './row.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = (name: string) => join(root, 'dist', name)

/** What importing the package adds to the start of Node, and how long the command line takes to say its version. */
export const startup: Bench = {
  name: 'startup',
  async run({ quick }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    try {
      const empty = join(folder, 'empty.mjs')
      const importing = join(folder, 'importing.mjs')
      writeFileSync(empty, '')
      writeFileSync(importing, `import ${JSON.stringify(built('index.js'))}\n`)
      return measure(
        { empty: [empty], importing: [importing], version: [built('cli.js'), '--version'] },
        quick ? 7 : 21,
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Programs = { [name in 'empty' | 'importing' | 'version']: string[] }

/** In turns, so that a busy moment of the machine hits all of them. */
function measure(programs: Programs, runs: number): Row[] {
  const times = { empty: [] as number[], importing: [] as number[], version: [] as number[] }
  for (let turn = 0; turn < runs; turn += 1) {
    times.empty.push(timed(programs.empty))
    times.importing.push(timed(programs.importing))
    times.version.push(timed(programs.version))
  }
  const [bare, version] = [median(times.empty), median(times.version)]
  const more = median(times.importing) - bare
  return [
    {
      figure: "import 'story-monitor'",
      bar: '≤ 50 ms over bare Node',
      measured: `${more.toFixed(0)} ms over ${bare.toFixed(0)} ms`,
      met: more <= 50,
    },
    {
      figure: 'story-monitor --version',
      bar: '≤ 150 ms',
      measured: `${version.toFixed(0)} ms`,
      met: version <= 150,
    },
  ]
}

function timed(args: readonly string[]): number {
  const begun = performance.now()
  // An empty environment: what it may tell Node to load at its start is not ours to measure.
  const run = spawnSync(process.execPath, args, { env: {}, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${args.join(' ')} ended with ${run.status}: ${run.stderr}`)
  return performance.now() - begun
}

/** What a reader's browser and a person's disk have to take. */
export const packageSize: Bench = {
  name: 'package-size',
  async run(): Promise<Row[]> {
    const viewer = statSync(built('progress_viewer.html')).size
    const packed: unknown = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], { cwd: root, encoding: 'utf8' }),
    )
    const unpacked = unpackedSize(packed)
    return [
      {
        figure: 'viewer page',
        bar: '≤ 120 KB',
        measured: `${(viewer / 1000).toFixed(1)} KB`,
        met: viewer <= 120_000,
      },
      {
        figure: 'package, unpacked',
        bar: '≤ 1.5 MB',
        measured: `${(unpacked / 1e6).toFixed(2)} MB`,
        met: unpacked <= 1_500_000,
      },
    ]
  },
}

/** npm tells a list of packages, later versions an object of them by name. */
function unpackedSize(packed: unknown): number {
  const first: unknown = Object.values(Object(packed))[0]
  const size: unknown = Reflect.get(Object(first), 'unpackedSize')
  if (typeof size !== 'number') throw new Error(`npm pack told no unpackedSize: ${JSON.stringify(packed)}`)
  return size
}
