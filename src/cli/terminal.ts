import { constants } from 'node:os'

/** Everything that a command knows of the world around it; tests bring one of their own. */
export type Terminal = {
  /** Prints lines for people and programs. */
  out(text: string): void
  /** Prints what went wrong. */
  err(text: string): void
  /** Where a live display may draw; absent when the output is no terminal. */
  screen?: Screen
  colour: boolean
  env: Readonly<Record<string, string | undefined>>
  /** The process that called: the shell or the script. */
  callerPid: number
  /** Resolves with the exit code when the person ends the command. */
  stopped(): Promise<number>
}

/** A stream with a size, such as a terminal is. */
export type Screen = NodeJS.WritableStream & { columns: number; rows: number }

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The terminal of this process. A reader that goes away (`| head`) ends it without a word. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      // The other stream may be the one that still works.
      if (stream === stdout) stderr.write(`The output can't be written: ${error.message}\n`)
      process.exit(1)
    })
  }
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    ...(stdout.isTTY ? { screen: stdout } : {}),
    colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    env,
    callerPid: process.ppid,
    stopped,
  }
}

/** Ctrl+C is how a person ends what runs until then: that is no failure. */
function stopped(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      process.once(signal, () => resolve(signal === 'SIGINT' ? 0 : 128 + constants.signals[signal]))
    }
  })
}
