import { type Commands, startWorker } from './generate/index.ts'
import { openRedisQueue, sqliteQueue, type TaskQueue } from './queue/index.ts'
import { type Database, openDatabase } from './store/index.ts'

/**
 * Opens the queue of a dashboard: with the address of a Redis its tasks go to workers elsewhere, without one they are
 * carried out in this process.
 *
 * @throws StoryMonitorError MISSING_DEPENDENCY without bullmq and ioredis, INVALID_ARGUMENT when no Redis answers there
 */
export async function openQueue(
  db: Database,
  given: {
    database: string
    redis: string | undefined
    root: string
    commands: Commands
    onWarning: (message: string) => void
  },
): Promise<TaskQueue> {
  const { database, redis, root, commands, onWarning } = given
  if (redis !== undefined) return openRedisQueue(db, redis, { onWarning })
  const own = await openDatabase(database, { isRelaxed: true })
  const queue = sqliteQueue(own)
  const worker = startWorker(queue, root, commands, onWarning)
  return {
    async enqueue(tasks, userId) {
      const added = await queue.enqueue(tasks, userId)
      worker.look()
      return added
    },
    async cancel(id) {
      const isCanceled = await queue.cancel(id)
      worker.look()
      return isCanceled
    },
    look: worker.look,
    async close() {
      await worker.close()
      own.close()
    },
  }
}
