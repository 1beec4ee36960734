import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Job as RedisJob, Worker } from 'bullmq'
import { identityOf } from '../../files/index.ts'
import { endOldGroup } from '../run/index.ts'
import type { TaskKind } from '../store/index.ts'
import { connect, KINDS, LEASE_MS, PREFIX } from './redis-connection.ts'
import { type Payload, payloadSchema, type Result } from './redis-job.ts'
import type { Job, WorkSource } from './task-queue.ts'

/** How often is looked whether what a dead worker left behind has gone. */
const GROUP_LOOK_MS = 20

type Taken = { job: RedisJob<Payload, Result>; token: string; worker: Worker<Payload, Result> }

/**
 * The queue as a worker sees it, on whatever machine: tasks come from Redis, and what came of them goes back there.
 * A task whose worker says nothing for the time of a lease is given to another one, once.
 *
 * @param options `leaseMs`: default 15,000
 * @throws StoryMonitorError MISSING_DEPENDENCY without bullmq or ioredis, INVALID_ARGUMENT when no Redis answers
 * @example const source = await openRedisSource('redis://127.0.0.1:6379', { onWarning: console.error })
 */
export async function openRedisSource(
  url: string,
  options: { onWarning: (message: string) => void; leaseMs?: number },
): Promise<WorkSource> {
  const { onWarning, leaseMs = LEASE_MS } = options
  const { bullmq, connection } = await connect(url, onWarning)
  const workers = new Map(
    KINDS.map((kind) => {
      const worker = new bullmq.Worker<Payload, Result>(kind, null, {
        connection,
        prefix: PREFIX,
        lockDuration: leaseMs,
        stalledInterval: leaseMs,
        maxStalledCount: 1,
      })
      // The connection tells its own troubles.
      worker.on('error', () => {})
      return [kind, worker] as const
    }),
  )
  await Promise.all([...workers.values()].map((worker) => worker.startStalledCheckTimer()))
  const taken = new Map<number, Taken>()

  /** Ends an attempt. It may be somebody else's by now, or nobody's: then what we say doesn't count. */
  const end = async ({ id }: Job, how: (taken: Taken) => Promise<unknown>): Promise<boolean> => {
    const known = taken.get(id)
    taken.delete(id)
    if (known === undefined) return false
    const isOurs = (await known.job.extendLock(known.token, leaseMs)) === 1
    if (isOurs) await how(known)
    return isOurs
  }

  const claim = async (kind: TaskKind): Promise<Job | undefined> => {
    const worker = workers.get(kind)
    const token = randomUUID()
    const job = await worker?.getNextJob(token, { block: false })
    if (worker === undefined || job === undefined) return undefined
    const { group, canceled, ...payload } = payloadSchema.parse(job.data)
    while (group !== undefined && !endOldGroup(group)) await delay(GROUP_LOOK_MS)
    const reason = canceled === true ? 'It was canceled.' : job.deferredFailure && KILLED_TWICE
    if (reason) {
      await job.moveToFailed(new Error(reason), token, false)
      return claim(kind)
    }
    taken.set(payload.id, { job, token, worker })
    return { ...payload, attempts: job.stalledCounter + 1 }
  }

  return {
    // A little less than the lock: we have to stop before somebody else begins.
    leaseMs: leaseMs * 0.7,
    claim,
    async progress({ id }, told) {
      const known = taken.get(id)
      if (known === undefined || (await known.job.extendLock(known.token, leaseMs)) !== 1) return false
      await known.job.updateProgress(told)
      const now = await bullmq.Job.fromId<Payload, Result>(known.worker, known.job.id ?? '')
      return now !== undefined && now.data.canceled !== true
    },
    async started({ id }, group) {
      const job = taken.get(id)?.job
      await job?.updateData({ ...job.data, group: identityOf(group) })
    },
    finish: (job, made, lines) =>
      end(job, ({ job: inRedis, token }) => inRedis.moveToCompleted({ made, lines }, token, false)),
    fail: (job, reason) =>
      end(job, ({ job: inRedis, token }) => inRedis.moveToFailed(new Error(reason), token, false)),
    requeue: (job) => end(job, ({ job: inRedis, token }) => inRedis.moveToWait(token)),
    async close() {
      await Promise.all([...workers.values()].map((worker) => worker.close(true)))
      connection.disconnect()
    },
  }
}

const KILLED_TWICE = 'The worker was killed twice while this was being made.'
