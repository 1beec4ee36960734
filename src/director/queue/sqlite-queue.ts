import { identityOf, type ProcessIdentity, processPresence } from '../../files/index.ts'
import { endOldGroup } from '../run/index.ts'
import { type Database, type Task, tasks } from '../store/index.ts'
import type { TaskQueue, WorkSource } from './task-queue.ts'

const MAX_ATTEMPTS = 2
const RECOVER_MS = 1000

/**
 * The queue inside the dashboard's process: the table of tasks is all there is. Several processes of one machine may
 * share it. What a killed one had under way is ended and tried once more.
 *
 * @param db may be less durable than the one for decisions: after a power cut a task can be asked for again
 */
export function sqliteQueue(db: Database): TaskQueue & WorkSource {
  const owner = ownerOf()
  let recoveredAt = Number.NEGATIVE_INFINITY
  return {
    leaseMs: Number.POSITIVE_INFINITY,
    async enqueue(wanted, userId) {
      const add = () => wanted.filter((task) => tasks.enqueue(db, task, userId)).length
      return wanted.length > 1 ? db.transaction(add) : add()
    },
    cancel: async (id) => tasks.cancel(db, id),
    async claim(kind) {
      if (performance.now() - recoveredAt >= RECOVER_MS) {
        recover(db)
        recoveredAt = performance.now()
      }
      return tasks.claim(db, kind, owner)
    },
    progress: async (job, { percent, lines }) => tasks.tellProgress(db, job, percent, lines),
    started: async (job, group) => tasks.setOwner(db, job.id, ownerOf(group)),
    finish: async (job, made, lines) => tasks.finish(db, job, made, lines),
    fail: async (job, reason) => tasks.fail(db, job, reason),
    requeue: async (job) => tasks.requeue(db, job, true),
    look: () => {},
    close: async () => {},
  }
}

type Owner = { worker?: ProcessIdentity; group?: ProcessIdentity }

const ownerOf = (group?: number): string =>
  JSON.stringify({ worker: identityOf(), ...(group === undefined ? {} : { group: identityOf(group) }) })

/** Tasks of processes that were killed: what they started is ended first, so that nothing runs twice at once. */
function recover(db: Database): void {
  for (const task of tasks.runningTasks(db)) {
    const { worker, group } = ownerIn(task)
    // Without a worker it was handed on to a Redis that this dashboard doesn't use any more.
    if (worker !== undefined && processPresence(worker) !== 'gone') continue
    // The next look finds it gone.
    if (group !== undefined && !endOldGroup(group)) continue
    if (task.attempts < MAX_ATTEMPTS) tasks.requeue(db, task, false)
    else tasks.fail(db, task, 'The server was killed twice while this was being made.')
  }
}

const ownerIn = ({ owner }: Task): Owner => (owner.startsWith('{') ? JSON.parse(owner) : {})
