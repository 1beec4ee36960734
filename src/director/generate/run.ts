import { type ChildProcess, spawn } from 'node:child_process'
import { systemReason } from '../../files/index.ts'

export type Outcome = { kind: 'done'; lastLines: string } | { kind: 'failed'; reason: string }

export type Run = {
  /** Undefined when it could not be started. */
  pid: number | undefined
  ended: Promise<Outcome>
  /** Ends the command and everything that it started. */
  stop(reason: string): void
}

const TAIL_LETTERS = 4000
const TAIL_LINES = 12
const GRACE_MS = 2000

/**
 * Runs a command as an argument list, without a shell, in a process group of its own. Its output is read and only the
 * last lines are kept, however much it prints.
 */
export function runCommand(
  argv: readonly string[],
  options: { input: string; cwd: string; timeoutMs: number; onProgress: (percent: number) => void },
): Run {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd: options.cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  let tail = ''
  let stopped: string | undefined
  const hear = (piece: Buffer) => {
    tail = (tail + piece.toString('utf8')).slice(-TAIL_LETTERS)
    const percent = [...tail.matchAll(/(\d{1,3})(?:\.\d+)?\s?%/g)].at(-1)?.[1]
    if (percent !== undefined) options.onProgress(Math.min(99, Number(percent)))
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  // A generator that doesn't read its prompt to the end is none of our trouble.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input)

  const stop = (reason: string) => {
    if (stopped !== undefined) return
    stopped = reason
    signalGroup(child, 'SIGTERM')
    setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS).unref()
  }
  const timer = setTimeout(
    () => stop(`It took longer than ${Math.round(options.timeoutMs / 1000)} s and was ended.`),
    options.timeoutMs,
  )
  const ended = new Promise<Outcome>((resolve) => {
    child.once('error', (error) =>
      resolve(failed(`${program} could not be started: ${systemReason(error)}.`)),
    )
    // Not `close`: something that the command left behind may hold its output open for ever.
    child.once('exit', (code, signal) => {
      signalGroup(child, 'SIGKILL')
      if (stopped !== undefined) resolve(failed(stopped))
      else if (code === 0) resolve({ kind: 'done', lastLines: lastLines(tail) })
      else resolve(failed(`${signal ?? `Exit code ${code}`}\n${lastLines(tail)}`.trim()))
    })
  }).finally(() => clearTimeout(timer))
  return { pid: child.pid, ended, stop }
}

const failed = (reason: string): Outcome => ({ kind: 'failed', reason })

const lastLines = (text: string) => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) endGroup(child.pid, signal)
}

/** Sends a signal to a whole process group; one that has ended already is fine. */
export function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    return
  }
}
