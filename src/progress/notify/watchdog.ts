import { spawn } from 'node:child_process'
import { packageFile } from '../package-file.ts'
import type { NotifyOptions } from './options.ts'

export type WatchdogSettings = {
  storyPath: string
  notify: NotifyOptions
  pid: number
  host: string
  processStartId: string | undefined
  /** When the run began, ms since 1970. */
  sinceMs: number
}

/**
 * Starts the watchdog of this run and forgets it: it watches the files and the process, and ends by itself.
 *
 * @param onTrouble told when it can't be started
 */
export function startWatchdog(settings: WatchdogSettings, onTrouble: (error: unknown) => void): void {
  const child = spawn(process.execPath, [packageFile('watchdog.js')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.once('error', onTrouble)
  child.stdin.on('error', onTrouble)
  // By standard input: a webhook's address may hold a secret, and arguments can be read by everybody.
  child.stdin.end(JSON.stringify(settings))
  child.unref()
}
