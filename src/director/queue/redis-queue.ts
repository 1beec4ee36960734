import { randomBytes } from 'node:crypto'
import type { Queue, Job as RedisJob } from 'bullmq'
import { type Database, setting, type Task, tasks } from '../store/index.ts'
import { connect, KINDS, PREFIX } from './redis-connection.ts'
import { type Payload, payloadSchema, type Result, resultSchema, toldSchema } from './redis-job.ts'
import type { TaskQueue } from './task-queue.ts'

const LOOK_MS = 500
const AT_ONCE = 1000

/** Marks a task that Redis has. */
const HANDED_ON = 'redis'

/**
 * The dashboard's side of a queue in Redis. The table of tasks stays the record: what people ask for is written there
 * first and handed on from there, and what the workers say is written back. So nothing is lost when the dashboard or
 * Redis is killed in between, and the pages never wait for Redis.
 *
 * @throws StoryMonitorError MISSING_DEPENDENCY without bullmq or ioredis, INVALID_ARGUMENT when no Redis answers
 */
export async function openRedisQueue(
  db: Database,
  url: string,
  { onWarning }: { onWarning: (message: string) => void },
): Promise<TaskQueue> {
  const { bullmq, connection } = await connect(url, onWarning)
  const queues = KINDS.map((kind) => {
    const queue = new bullmq.Queue<Payload, Result>(kind, { connection, prefix: PREFIX })
    // The connection tells its own troubles.
    queue.on('error', () => {})
    return queue
  })
  // Several dashboards may share a Redis: each knows its own tasks.
  const house = setting(db, 'queue', () => randomBytes(6).toString('hex'))
  const nameOf = (id: number) => `${house}-${id}`
  const queueOf = (task: Pick<Task, 'kind'>) => queues.find((queue) => queue.name === task.kind)

  /** Adding a task that is there already does nothing. */
  const handOn = async (all: readonly Task[]) => {
    for (const queue of queues) {
      const mine = all.filter(({ kind }) => kind === queue.name)
      for (let at = 0; at < mine.length; at += AT_ONCE) {
        const some = mine.slice(at, at + AT_ONCE)
        await queue.addBulk(
          some.map(({ id, stream, segment, kind, by }) => ({
            name: kind,
            data: { id, stream, segment, kind, by },
            opts: { jobId: nameOf(id) },
          })),
        )
        for (const { id } of some) tasks.setOwner(db, id, HANDED_ON)
      }
    }
  }

  const tellCanceled = async (job: RedisJob<Payload, Result>) => {
    if (job.data.canceled !== true) await job.updateData({ ...job.data, canceled: true })
  }

  /** Writes down what the workers say. Redis forgets a task only after we know how it ended. */
  const hear = async (queue: Queue<Payload, Result>) => {
    const own = (jobs: readonly RedisJob<Payload, Result>[]) =>
      jobs.filter((job) => job?.id?.startsWith(`${house}-`) === true)
    const active = own(await queue.getJobs(['active'], 0, AT_ONCE))
    giveBackAllBut(db, queue.name, active)
    for (const job of active) {
      const { id } = payloadSchema.parse(job.data)
      if (tasks.taskWith(db, id)?.status === 'canceled') await tellCanceled(job)
      else mirror(db, job)
    }
    for (const job of own(await queue.getJobs(['completed', 'failed'], 0, AT_ONCE))) {
      settle(db, job)
      await job.remove()
    }
  }

  const lookOnce = async () => {
    await handOn(tasks.activeTasks(db).filter(({ owner }) => owner !== HANDED_ON))
    for (const queue of queues) await hear(queue)
  }

  let closed = false
  let looking: Promise<void> | undefined
  const look = () => {
    if (closed) return
    looking ??= lookOnce()
      .catch((error) => {
        if (!closed)
          onWarning(`The task queue stumbled and goes on: ${error instanceof Error ? error.message : error}`)
      })
      .finally(() => {
        looking = undefined
      })
  }

  // Redis may have lost what it had: what is not over is handed on again.
  await handOn(tasks.activeTasks(db))
  const timer = setInterval(look, LOOK_MS)
  return {
    look,
    async enqueue(wanted, userId) {
      const added = db.transaction(() => wanted.filter((task) => tasks.enqueue(db, task, userId)).length)
      look()
      return added
    },
    async cancel(id) {
      const task = tasks.taskWith(db, id)
      if (task === undefined || !tasks.cancel(db, id)) return false
      const job = await queueOf(task)?.getJob(nameOf(id))
      // One that nobody has taken yet goes at once; one that can't be removed is at work, and is told.
      await job?.remove().catch(() => tellCanceled(job))
      return true
    },
    async close() {
      closed = true
      clearInterval(timer)
      connection.disconnect()
      await looking
    },
  }
}

const attemptOf = (job: RedisJob<Payload, Result>) => ({
  ...payloadSchema.parse(job.data),
  attempts: job.stalledCounter + 1,
})

function mirror(db: Database, job: RedisJob<Payload, Result>): void {
  const told = toldSchema.safeParse(job.progress)
  const { percent, lines } = told.success ? told.data : { percent: 0, lines: '' }
  tasks.mirror(db, attemptOf(job), percent, lines)
}

/** What a worker gave back is queued again, until another one takes it. */
function giveBackAllBut(db: Database, kind: string, active: readonly RedisJob<Payload, Result>[]): void {
  if (active.length >= AT_ONCE) return
  const still = new Set(active.map((job) => attemptOf(job).id))
  for (const task of tasks.runningTasks(db)) {
    if (task.kind === kind && !still.has(task.id)) tasks.requeue(db, task, true)
  }
}

/** An attempt may have ended before we ever saw it running. */
function settle(db: Database, job: RedisJob<Payload, Result>): void {
  mirror(db, job)
  const result = resultSchema.safeParse(job.returnvalue)
  if (result.success) tasks.finish(db, attemptOf(job), result.data.made, result.data.lines)
  else tasks.fail(db, attemptOf(job), job.failedReason || 'The worker said nothing that can be understood.')
}
