import { spawn } from 'node:child_process'
import { packageFile } from '../../progress/index.ts'
import { endGroup } from './group.ts'
import { createEar, type Heard } from './heard.ts'

export type Outcome = { kind: 'done'; lastLines: string } | { kind: 'failed'; reason: string }

export type Run = {
  /** The leader of the command's process group; undefined when it could not be started. */
  pid: number | undefined
  ended: Promise<Outcome>
  /** Lets the command begin. Before that, it must be written down whose process group it is: see `endOldGroup`. */
  begin(): void
  /** What it has said so far. */
  heard(): Heard
  /** Ends the command and everything that it started. */
  stop(reason: string): void
}

const GRACE_MS = 2000
const LAST_WORDS_MS = 2000

/**
 * Makes ready to run a command as an argument list, without a shell, in a process group of its own that ends with this
 * process. Its output is read and only the last lines are kept, however much it prints.
 *
 * @param options `input` goes to its standard input; `timeoutMs`: then it is ended
 * @example
 * const run = runCommand(['draw', 'out.png'], { input: 'a lamp', cwd: '/tmp', timeoutMs: 60_000 })
 * run.begin()
 * const outcome = await run.ended
 */
export function runCommand(
  argv: readonly string[],
  options: { input: string; cwd: string; timeoutMs: number },
): Run {
  const guard = spawn(process.execPath, [packageFile('director-guard.js'), ...argv], {
    cwd: options.cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  })
  const ear = createEar()
  // Typed as perhaps absent, because of the fourth place.
  guard.stdout?.on('data', ear.listen())
  guard.stderr?.on('data', ear.listen())
  // A generator that doesn't read its prompt to the end is none of our trouble.
  guard.stdin?.on('error', () => {})
  guard.stdin?.end(options.input)

  let stopped: string | undefined
  const signalAll = (signal: NodeJS.Signals) => {
    if (guard.pid !== undefined) endGroup(guard.pid, signal)
  }
  const stop = (reason: string) => {
    if (stopped !== undefined) return
    stopped = reason
    signalAll('SIGTERM')
    setTimeout(() => signalAll('SIGKILL'), GRACE_MS).unref()
  }
  const timer = setTimeout(
    () => stop(`It took longer than ${Math.round(options.timeoutMs / 1000)} s and was ended.`),
    options.timeoutMs,
  )
  const ended = new Promise<Outcome>((resolve) => {
    let told: unknown
    guard.on('message', (message) => {
      told = message
    })
    guard.once('error', (error) => resolve(failed(`The command could not be started: ${error.message}.`)))
    guard.once('exit', (code, signal) => {
      signalAll('SIGKILL')
      const settle = () => {
        const { lines } = ear.heard()
        if (stopped !== undefined) resolve(failed(stopped))
        else resolve(outcomeOf(argv[0] ?? '', told ?? { code: code === 0 ? null : code, signal }, lines))
      }
      // Its last words may still be on their way; something that left the group may hold the output open for ever.
      guard.once('close', settle)
      setTimeout(settle, LAST_WORDS_MS).unref()
    })
  }).finally(() => clearTimeout(timer))
  // A guard that is gone already has told how it ended.
  const begin = () => void guard.send('begin', () => {})
  return { pid: guard.pid, ended, begin, stop, heard: ear.heard }
}

function outcomeOf(program: string, end: unknown, lines: string): Outcome {
  if (typeof end !== 'object' || end === null) return failed(lines)
  if ('error' in end) {
    const reason = end.error === 'ENOENT' ? 'there is no such program' : String(end.error)
    return failed(`${program} could not be started: ${reason}.`)
  }
  if ('code' in end && end.code === 0) return { kind: 'done', lastLines: lines }
  const signal = 'signal' in end && typeof end.signal === 'string' ? end.signal : undefined
  const code =
    'code' in end && typeof end.code === 'number' ? `Exit code ${end.code}` : 'It ended without saying how'
  return failed(`${signal === undefined ? code : killedBy(signal)}\n${lines}`.trim())
}

const killedBy = (signal: string): string =>
  signal === 'SIGKILL'
    ? 'It was killed from outside (SIGKILL), as a system does when its memory runs out.'
    : `It was ended by the signal ${signal}.`

const failed = (reason: string): Outcome => ({ kind: 'failed', reason })
