import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The built command, as an installed package would call it. */
export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export type RunningCommand = {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>
}

/** Starts `story-monitor …` in a process of its own, which does not outlive the test. */
export function startCommand(args: readonly string[], options: { cwd?: string } = {}): RunningCommand {
  const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString()
  })
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1))
  })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(force)
  })
  return { child, stdout: () => text.stdout, stderr: () => text.stderr, ended }
}
