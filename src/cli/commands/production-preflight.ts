import { clean } from '../../host/index.ts'
import { type PreflightCheck, preflight, wrap } from '../../production/index.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage.ts'

type Options = { minDisk: string; generator?: string; pool?: string[]; json?: boolean }

const GIGABYTE = 1024 ** 3
const NARROWEST = 80
const WIDEST = 120
const MARGIN = 6
const NAME = 20

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
    const columns = Math.min(terminal.screen?.columns ?? NARROWEST, WIDEST)
    for (const line of checks.flatMap((check) => checkLines(check, columns))) terminal.out(line)
  }
  return passed ? 0 : 1
}

/** `pass  name  what was found`, and below what to do; long words go on under their own column. */
function checkLines({ passed, name, found, advice }: PreflightCheck, columns: number): string[] {
  const left = `${passed ? 'pass' : 'FAIL'}  ${clean(name).padEnd(NAME)}`
  const lines = wrap(clean(found), Math.max(20, columns - left.length - 2))
  const indent = ' '.repeat(left.length)
  const todo = advice === '' ? [] : wrap(`what to do: ${clean(advice)}`, columns - MARGIN)
  return [
    ...lines.map((line, index) => `${index === 0 ? left : indent}  ${line}`),
    ...todo.map((line) => `${' '.repeat(MARGIN)}${line}`),
  ]
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
