import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** A process of the test's own: the lines that it prints, and its end. */
export type TestProcess = {
  readonly pid: number
  readonly child: ChildProcess
  /** Waits for the next line of its output that has not been asked for yet. */
  line(): Promise<string>
  /** Waits for its end. @returns its exit code, or the signal that ended it */
  ended: Promise<number | string>
  /** Kills it and waits until the system has forgotten it. */
  kill(): Promise<void>
}

/** Starts a Node program; it does not outlive the test. */
export function startProcess(program: string, args: readonly string[] = []): TestProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code, signal]): number | string => code ?? signal)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  if (child.pid === undefined) throw new Error(`${program} could not be started`)
  return {
    pid: child.pid,
    child,
    ended,
    kill,
    async line() {
      const next = await lines.next()
      if (next.done === true) throw new Error(`${program} ended with ${await ended} and said no more`)
      return next.value
    },
  }
}
