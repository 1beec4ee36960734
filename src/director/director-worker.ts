import { StoryMonitorError } from '../errors.ts'
import { commandsIn, startWorker } from './generate/index.ts'
import { configPath, redisUrl, streamsFolder, warn } from './options.ts'
import { openRedisSource } from './queue/index.ts'

/** Options of `createDirectorWorker()`. */
export type DirectorWorkerOptions = {
  /** The folder of streams that the dashboard has too, shared between the machines. */
  streams: string
  /** The dashboard's queue, such as `redis://queue.example.org:6379`. */
  queue: string
  /** The commands of this machine, as JSON. Default: `director.config.json` in the working folder, where there is one. */
  config?: string
  /** Called with a sentence that the person who runs the worker should read. Default: `process.emitWarning`. */
  onWarning?: (message: string) => void
}

/** A worker at work. */
export type DirectorWorker = {
  /** What this machine can carry out, in words. */
  carriesOut: readonly string[]
  /** Ends the commands under way; their tasks go back into the queue. */
  close(): Promise<void>
}

/**
 * Carries out the tasks of a dashboard that runs elsewhere with the same queue, over a shared folder of streams.
 *
 * @throws StoryMonitorError NOT_A_FOLDER, INVALID_ARGUMENT when no Redis answers, MISSING_DEPENDENCY without bullmq and
 * ioredis, MALFORMED when the config is wrong
 * @example const worker = await createDirectorWorker({ streams: '/shared/streams', queue: 'redis://queue:6379' })
 */
export async function createDirectorWorker(options: DirectorWorkerOptions): Promise<DirectorWorker> {
  const { onWarning = warn } = options
  const root = streamsFolder(options.streams)
  const commands = commandsIn(configPath(options.config))
  const carriesOut = [
    ...(commands.generators.keyframe ? ['keyframes'] : []),
    ...(commands.generators.video ? ['videos'] : []),
    ...(commands.deploy ? ['deployments'] : []),
  ]
  if (carriesOut.length === 0) {
    throw new StoryMonitorError('INVALID_ARGUMENT', 'The config has no command for anything.')
  }
  const source = await openRedisSource(redisUrl(options.queue), { onWarning })
  const worker = startWorker(source, root, commands, onWarning)
  let closing: Promise<void> | undefined
  return {
    carriesOut,
    close() {
      closing ??= worker.close().then(() => source.close())
      return closing
    },
  }
}
