import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { readJsonFile, realPathInside, withLock, writeFileAtomic } from '../../files/index.ts'
import type { Job } from '../queue/index.ts'
import { runCommand } from '../run/index.ts'
import type { Made } from '../store/index.ts'
import { DEPLOYMENT_FILE } from '../streams/index.ts'
import type { Deploy } from './config.ts'
import type { Work } from './work.ts'

/**
 * Starts the deploy command in a stream's folder. The last address that it prints is where the stream is online; only
 * then deployment.json says so.
 *
 * @throws StoryMonitorError NOT_FOUND when the stream is gone
 */
export function beginDeployment(root: string, job: Job, deploy: Deploy): Work {
  const folder = realPathInside(root, job.stream)
  if (folder === undefined) {
    throw new StoryMonitorError('NOT_FOUND', `The stream ${job.stream} is not there any more.`)
  }
  const argv = deploy.command.map((word) =>
    word.replaceAll('{stream}', () => job.stream).replaceAll('{folder}', () => folder),
  )
  const timeoutMs = deploy.timeout_seconds * 1000
  return {
    run: runCommand(argv, { input: '', cwd: folder, timeoutMs }),
    complete: (lastLines) => record(folder, job.by, deploy.platform, lastLines),
    clear: () => {},
  }
}

function record(folder: string, by: string, platform: string, lastLines: string): Made {
  const url = lastLines.match(/https?:\/\/\S+/g)?.at(-1)
  if (url === undefined) {
    throw new StoryMonitorError('MALFORMED', 'The deploy command printed no address (https://…) at its end.')
  }
  const at = new Date().toISOString()
  const path = join(folder, DEPLOYMENT_FILE)
  withLock(path, () => {
    const before = readJsonFile(path)?.value
    const kept = typeof before === 'object' && before !== null ? before : {}
    const now = { ...kept, url, deployed_at: at, deployed_by: by, platform }
    writeFileAtomic(path, `${JSON.stringify(now, null, 2)}\n`, { flush: true })
  })
  return { kind: 'deployed', url, platform, at }
}
