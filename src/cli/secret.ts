import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UsageError } from './usage.ts'

/**
 * Asks for a secret: typed without showing it, or the first line of what is piped in. Never an argument, which every
 * program on the machine could read.
 */
export async function askSecret(what: string): Promise<string> {
  const { stdin, stderr } = process
  const isTyped = stdin.isTTY === true
  if (isTyped) stderr.write(`${what}: `)
  const silent = new Writable({ write: (_piece, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: isTyped })
  try {
    for await (const line of lines) {
      if (isTyped) stderr.write('\n')
      return line
    }
  } finally {
    lines.close()
  }
  throw new UsageError(`${what} is missing: type it, or pipe it in.`)
}
