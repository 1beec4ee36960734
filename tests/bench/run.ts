import { parseArgs } from 'node:util'
import type { Bench, BenchOptions, Row } from './row.ts'

/** The groups by name, and where each lives: a group is loaded only when it runs. */
const GROUPS: { readonly [name: string]: () => Promise<{ bench: Bench }> } = {
  'progress-burst': async () => ({ bench: (await import('./tracker.ts')).burst }),
  transitions: async () => ({ bench: (await import('./tracker.ts')).transitions }),
  'http-throughput': () => import('./http.ts'),
  'story-list': () => import('./story-list.ts'),
  'torn-reads': () => import('./torn-reads.ts'),
  'visible-change': () => import('./visible-change.ts'),
  'large-skeleton': () => import('./large-skeleton.ts'),
  tasks: () => import('./tasks.ts'),
  'idle-page': () => import('./idle-page.ts'),
  mcp: async () => ({ bench: (await import('./generation.ts')).mcp }),
  'production-long-run': async () => ({ bench: (await import('./production.ts')).longRun }),
  'production-pause': async () => ({ bench: (await import('./production.ts')).pause }),
  'production-forecast': async () => ({ bench: (await import('./production.ts')).forecast }),
  'director-queue': () => import('./director-queue.ts'),
  director: () => import('./director.ts'),
  startup: async () => ({ bench: (await import('./startup.ts')).startup }),
  'package-size': async () => ({ bench: (await import('./startup.ts')).packageSize }),
}

const USAGE = `npm run bench [-- --only name[,name]] [--quick] [--minutes n]\ngroups: ${Object.keys(GROUPS).join(', ')}`

function readArguments(): { names: string[]; options: BenchOptions } {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, quick: { type: 'boolean' }, minutes: { type: 'string' } },
  })
  const names = values.only?.split(',') ?? Object.keys(GROUPS)
  const unknown = names.filter((name) => !Object.hasOwn(GROUPS, name))
  if (unknown.length > 0) throw new Error(`there is no group ${unknown.join(', ')}`)
  const quick = values.quick === true
  const minutes = Number(values.minutes ?? (quick ? 0.5 : 10))
  if (!(minutes > 0)) throw new Error(`--minutes is a number above 0, not ${values.minutes}`)
  return { names, options: { quick, minutes } }
}

/** A group that breaks down is a bar that is missed; the others are measured all the same. */
async function rowsOf(name: string, options: BenchOptions): Promise<Row[]> {
  try {
    const group = await GROUPS[name]?.()
    return (await group?.bench.run(options)) ?? []
  } catch (error) {
    console.error(error)
    const measured = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return [{ figure: name, bar: 'it runs', measured, met: false }]
  }
}

function print(rows: readonly Row[]): void {
  const width = (column: (row: Row) => string) => Math.max(...rows.map((row) => column(row).length))
  const [figure, bar] = [width((row) => row.figure), width((row) => row.bar)]
  for (const row of rows) {
    const mark = row.met ? 'met   ' : 'MISSED'
    console.log(`${mark}  ${row.figure.padEnd(figure)}  ${row.bar.padEnd(bar)}  ${row.measured}`)
  }
}

async function main(): Promise<void> {
  const { names, options } = readArguments()
  const all: Row[] = []
  for (const name of names) {
    console.error(`measuring ${name} …`)
    all.push(...(await rowsOf(name, options)))
  }
  print(all)
  process.exitCode = all.every((row) => row.met) ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  console.error(USAGE)
  process.exitCode = 2
})
