/** Who carries out what was asked for: the queue inside the process, or one in Redis for workers on other machines. */
export { openRedisQueue } from './redis-queue.ts'
export { openRedisSource } from './redis-source.ts'
export { sqliteQueue } from './sqlite-queue.ts'
export type { Job, TaskQueue, Told, WorkSource } from './task-queue.ts'
