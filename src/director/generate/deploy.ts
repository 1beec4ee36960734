import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { readJsonFile, realPathInside, withLock, writeFileAtomic } from '../../files/index.ts'
import { DEPLOYMENT_FILE } from '../streams/index.ts'
import type { Deploy } from './config.ts'
import { runCommand } from './run.ts'

/**
 * Runs the deploy command in a stream's folder. The last address that it prints is where the stream is online.
 *
 * @returns the address
 * @throws StoryMonitorError MALFORMED with the command's last lines; deployment.json is then as it was
 */
export async function deployStream(
  root: string,
  stream: string,
  deploy: Deploy,
  by: string,
): Promise<{ url: string; at: string }> {
  const folder = realPathInside(root, stream)
  if (folder === undefined)
    throw new StoryMonitorError('NOT_FOUND', `The stream ${stream} is not there any more.`)
  const argv = deploy.command.map((word) =>
    word.replaceAll('{stream}', () => stream).replaceAll('{folder}', () => folder),
  )
  const timeoutMs = deploy.timeout_seconds * 1000
  const outcome = await runCommand(argv, { input: '', cwd: folder, timeoutMs, onProgress: () => {} }).ended
  if (outcome.kind === 'failed') {
    throw new StoryMonitorError('MALFORMED', `The deployment failed: ${outcome.reason}`)
  }
  const url = outcome.lastLines.match(/https?:\/\/\S+/g)?.at(-1)
  if (url === undefined) {
    throw new StoryMonitorError('MALFORMED', 'The deploy command printed no address (https://…) at its end.')
  }
  const at = new Date().toISOString()
  const path = join(folder, DEPLOYMENT_FILE)
  withLock(path, () => {
    const before = readJsonFile(path)?.value
    const kept = typeof before === 'object' && before !== null ? before : {}
    const now = { ...kept, url, deployed_at: at, deployed_by: by, platform: deploy.platform }
    writeFileAtomic(path, `${JSON.stringify(now, null, 2)}\n`, { flush: true })
  })
  return { url, at }
}
