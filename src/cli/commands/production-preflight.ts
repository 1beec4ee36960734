import { preflight } from '../../production/index.ts'
import { clean } from '../screen/clean.ts'
import { table } from '../screen/table.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage.ts'

type Options = { minDisk: string; generator?: string; pool?: string[]; json?: boolean }

const GIGABYTE = 1024 ** 3

/** Prints what was found, with what to do where a check failed. The exit code is 1 where one did. */
export async function preflightRun(folder: string, options: Options, terminal: Terminal): Promise<number> {
  const checks = await preflight(folder, {
    leastDiskBytes: gigabytes(options.minDisk) * GIGABYTE,
    pools: (options.pool ?? []).map(poolFrom),
    ...(options.generator === undefined ? {} : { generatorUrl: address(options.generator) }),
  })
  const passed = checks.every((check) => check.passed)
  if (options.json === true) terminal.out(JSON.stringify({ passed, checks }, null, 2))
  else {
    const rows = checks.map((check) => [
      check.passed ? 'pass' : 'FAIL',
      check.name,
      clean(check.found),
      clean(check.advice),
    ])
    for (const line of table(['', 'check', 'found', 'what to do'], rows)) terminal.out(line)
  }
  return passed ? 0 : 1
}

function gigabytes(word: string): number {
  const number = Number(word)
  if (/^\d+(\.\d+)?$/.test(word) && number < 1e6) return number
  throw new UsageError(`--min-disk has to be a number of gigabytes, e.g. 10, not "${word}".`)
}

function address(word: string): string {
  if (URL.canParse(word) && /^https?:$/.test(new URL(word).protocol)) return word
  throw new UsageError(
    `--generator has to be an http address, e.g. http://127.0.0.1:11434/api/tags, not "${word}".`,
  )
}

function poolFrom(word: string) {
  const match = /^([^=]+)=(\d{1,12})\/(\d{1,12})$/.exec(word)
  if (match === null)
    throw new UsageError(`--pool has to be name=available/needed, e.g. quests=412/400, not "${word}".`)
  return { name: match[1] ?? '', available: Number(match[2]), needed: Number(match[3]) }
}
