import { childProgram } from '../../support/child-program.ts'
import { startProcess } from '../../support/processes.ts'

/** What a reader has seen: how often it read, and what was wrong, in words. */
export type Seen = { reads: number; faults: string[] }

/**
 * Starts a process that reads files again and again, whole, and checks each of them.
 *
 * @returns a function that ends it and tells what it has seen
 */
export async function startPolling(paths: readonly string[]): Promise<() => Promise<Seen>> {
  const poller = startProcess(await childProgram('tests/crash/children/poll.ts'), paths)
  await poller.line()
  return async () => {
    poller.child.kill('SIGTERM')
    const seen: Seen = JSON.parse(await poller.line())
    return seen
  }
}
