import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/temporary.ts'

/** The calls that a write to the disk is made of. Other systems have longer names for some of them (`renameat2`). */
const CALLS = '/^(openat|write|fsync|rename.*|symlink.*|unlink.*)$'
const ATTEMPTS = 8

/** A system call of a traced program: its name, and how many of that name came up to it. */
export type CallPoint = { call: string; when: number }

/** What the system is made to do at a point: refuse with an error, or kill the process. */
export type Fault = 'EIO' | 'ENOSPC' | 'EACCES' | 'SIGKILL'

export type TracedRun = { lines: string[]; output: string; killed: boolean }

/**
 * Runs a program under strace. Only its main thread is traced: that is where everything synchronous happens.
 *
 * @throws when strace isn't there or may not trace
 */
function trace(program: string, args: readonly string[], options: readonly string[]): TracedRun {
  const file = join(temporaryFolder('trace'), 'trace.txt')
  const run = spawnSync(
    'strace',
    [
      '-qq',
      '-y',
      '-s',
      '16',
      '-o',
      file,
      '-e',
      `trace=${CALLS}`,
      ...options,
      process.execPath,
      program,
      ...args,
    ],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } },
  )
  if (run.error) throw new Error('This test needs strace: apt-get install strace', { cause: run.error })
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  if (!lines.some((line) => line.startsWith('openat')))
    throw new Error(`strace traced nothing: ${run.stderr}`)
  return { lines, output: run.stdout.trim(), killed: lines.at(-1)?.includes('killed by SIGKILL') === true }
}

/** The calls between the two marks of a program that touch a folder, in their order. */
export function callsBetweenMarks(program: string, args: readonly string[], folder: string): CallPoint[] {
  const counts = new Map<string, number>()
  const points: CallPoint[] = []
  let between = false
  for (const line of trace(program, args, []).lines) {
    const call = line.slice(0, line.indexOf('('))
    const when = (counts.get(call) ?? 0) + 1
    counts.set(call, when)
    if (line.includes('/mark-')) between = line.includes('/mark-begin')
    else if (between && line.includes(folder)) points.push({ call, when })
  }
  return points
}

/**
 * Runs a program anew for one of its calls, with a fault at that call. Node makes a few calls of its own, not always as
 * many: a run whose fault came elsewhere says nothing, and is done again.
 *
 * @param prepare makes a fresh folder, and says with which arguments the program works in it
 * @param points the calls between the marks, as they came in a run without a fault
 * @param index which of them
 */
export function runWithFault(
  program: string,
  prepare: () => { folder: string; args: string[] },
  points: readonly CallPoint[],
  index: number,
  fault: Fault,
): TracedRun & { folder: string; point: CallPoint } {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const point = (attempt === 0 ? points : pointsAnew(program, prepare()))[index]
    if (point === undefined) continue
    const { folder, args } = prepare()
    const what = fault === 'SIGKILL' ? 'signal=KILL' : `error=${fault}`
    const run = trace(program, args, ['-e', `inject=${point.call}:${what}:when=${point.when}`])
    const hit = run.killed ? run.lines.at(-2) : run.lines.find((line) => line.endsWith('(INJECTED)'))
    if (hit?.startsWith(`${point.call}(`) && hit.includes(folder)) return { ...run, folder, point }
  }
  throw new Error(`no fault came at call ${index} of ${program} in ${ATTEMPTS} attempts`)
}

const pointsAnew = (program: string, { folder, args }: { folder: string; args: string[] }): CallPoint[] =>
  callsBetweenMarks(program, args, folder)
