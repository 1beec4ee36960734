import { StoryMonitorError } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { isWrongUsage } from './usage.ts'

/**
 * Runs a command; a program that asked for JSON reads what was thrown as JSON too, with the same exit code.
 *
 * @example await withJsonErrors(options, terminal, () => showStatus(scene, options, terminal))
 */
export async function withJsonErrors(
  { json }: { json?: boolean },
  terminal: Terminal,
  command: () => number | Promise<number>,
): Promise<number> {
  try {
    return await command()
  } catch (error) {
    if (json !== true) throw error
    const usage = isWrongUsage(error)
    const code = error instanceof StoryMonitorError ? error.code : usage ? 'INVALID_ARGUMENT' : 'FAILED'
    const message = error instanceof Error ? error.message : String(error)
    terminal.out(JSON.stringify({ ok: false, code, message }, null, 2))
    return usage ? 2 : 1
  }
}
