import { main } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** What a command line printed, and how it ended. */
export type Answer = { code: number; out: string; err: string }

export type TestTerminal = Terminal & { printed(): string; complained(): string; stop(code?: number): void }

/** A terminal without a screen, in which the test itself is the caller and can press Ctrl+C. */
export function testTerminal(more: Partial<Terminal> = {}): TestTerminal {
  const out: string[] = []
  const err: string[] = []
  let stop: (code: number) => void = () => {}
  const stopped = new Promise<number>((resolve) => {
    stop = resolve
  })
  return {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    colour: false,
    env: {},
    callerPid: process.pid,
    stopped: () => stopped,
    ...more,
    printed: () => out.join('\n'),
    complained: () => err.join('\n'),
    stop: (code = 0) => stop(code),
  }
}

/** Runs `story-monitor …` within the test. */
export async function run(...args: string[]): Promise<Answer> {
  return runIn({}, ...args)
}

export async function runIn(more: Partial<Terminal>, ...args: string[]): Promise<Answer> {
  const terminal = testTerminal(more)
  const code = await main(args, terminal)
  return { code, out: terminal.printed(), err: terminal.complained() }
}
