import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  type Job,
  openRedisQueue,
  openRedisSource,
  sqliteQueue,
  type TaskQueue,
  type WorkSource,
} from '../../src/director/queue/index.ts'
import { type Database, type NewTask, openDatabase, tasks } from '../../src/director/store/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { addUser } from './support/visit.ts'

const LEASE_MS = 2000
const onWarning = (message: string) => {
  throw new Error(message)
}

/** A queue under test. `place` is where a worker in another process finds it. */
type Place = { db: Database; place: string; open(): Promise<TaskQueue>; source(): Promise<WorkSource> }

const file = (segment: string, kind: NewTask['kind'] = 'keyframe'): NewTask => ({
  stream: 's',
  segment,
  kind,
})
const MADE = { kind: 'file', fileHash: 'f1', sourceHash: 's1' } as const

async function openStore(): Promise<{ db: Database; path: string }> {
  const path = join(temporaryFolder('queue'), 'director.db')
  await addUser(path)
  const db = await openDatabase(path)
  onTestFinished(() => db.close())
  return { db, path }
}

const closing = <Closable extends { close(): Promise<void> }>(one: Closable): Closable => {
  onTestFinished(() => one.close())
  return one
}

async function sqlite(): Promise<Place> {
  const { db, path } = await openStore()
  const open = async () => sqliteQueue(db)
  return { db, place: path, open, source: open }
}

let redis: TestRedis | undefined
let databases = 0
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())

async function inRedis(): Promise<Place> {
  const { db } = await openStore()
  const place = `${redis?.url}/${databases++ % 16}`
  return {
    db,
    place,
    open: async () => closing(await openRedisQueue(db, place, { onWarning })),
    source: async () => closing(await openRedisSource(place, { onWarning, leaseMs: LEASE_MS })),
  }
}

/** A worker in a process of its own; `killed` ends it as a power cut would. */
async function workerElsewhere(place: string): Promise<{ claimed: string; kill(): Promise<void> }> {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const tsx = pathToFileURL(at('../../node_modules/tsx/dist/loader.mjs')).href
  const child = spawn(process.execPath, ['--import', tsx, at('children/claim.ts'), place, String(LEASE_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const [claimed] = await once(child.stdout, 'data')
  return { claimed: String(claimed).trim(), kill }
}

const claimed = (source: WorkSource, kind: NewTask['kind'] = 'keyframe'): Promise<Job> =>
  until('a task', () => source.claim(kind))

const statusOf = (db: Database, segment: string) => tasks.lastTask(db, file(segment))?.status

describe.each([
  ['in SQLite', sqlite],
  ['in Redis', inRedis],
])('a queue %s', (_where, place) => {
  test('gives each task to one worker, the oldest first, each kind for itself', async () => {
    const { open, source } = await place()
    const queue = await open()
    const segments = Array.from({ length: 20 }, (_, index) => String(index))
    expect(await queue.enqueue([...segments.map((segment) => file(segment)), file('0', 'video')], 1)).toBe(21)
    const workers = await Promise.all([source(), source()])
    const first = await claimed(await source())
    const rest: string[] = []
    await until('the others', async () => {
      const found = await Promise.all(workers.map((worker) => worker.claim('keyframe')))
      rest.push(...found.flatMap((job) => job?.segment ?? []))
      return rest.length >= 19
    })
    expect([first.segment, ...rest].toSorted((one, other) => Number(one) - Number(other))).toEqual(segments)
    expect(first).toMatchObject({ stream: 's', segment: '0', kind: 'keyframe', attempts: 1, by: 'The iris' })
    expect(await claimed(await source(), 'video')).toMatchObject({ segment: '0', kind: 'video' })
  })

  test('has one task under way for a file, and another one when that has ended', async () => {
    const { db, open, source } = await place()
    const queue = await open()
    const worker = await source()
    expect(await queue.enqueue([file('1'), file('1')], 1)).toBe(1)
    const job = await claimed(worker)
    expect(await queue.enqueue([file('1')], 1)).toBe(0)
    expect(await worker.fail(job, 'no credits left')).toBe(true)
    await until('the failure', () => statusOf(db, '1') === 'failed')
    expect(tasks.lastTask(db, file('1'))?.message).toBe('no credits left')
    expect(await queue.enqueue([file('1')], 1)).toBe(1)
    expect((await claimed(worker)).id).not.toBe(job.id)
  })

  test('tells how far a task is, and keeps what came of it', async () => {
    const { db, open, source } = await place()
    const queue = await open()
    const worker = await source()
    await queue.enqueue([file('1'), file('', 'deploy')], 1)
    const job = await claimed(worker)
    expect(await worker.progress(job, { percent: 37, lines: 'almost' })).toBe(true)
    await until('the progress', () => tasks.lastTask(db, file('1'))?.progress === 37)
    expect(tasks.lastTask(db, file('1'))).toMatchObject({ status: 'running', message: 'almost' })
    expect(await worker.finish(job, MADE, 'all well')).toBe(true)
    await until('the end', () => statusOf(db, '1') === 'done')
    expect(tasks.lastTask(db, file('1'))).toMatchObject({ progress: 100, message: 'all well' })
    expect(db.get('SELECT source_hash FROM origins')).toMatchObject({ source_hash: 's1' })
    expect(await worker.finish(job, MADE, '')).toBe(false)

    const deployment = await claimed(worker, 'deploy')
    const at = '2026-01-02T03:04:05.678Z'
    await worker.finish(deployment, { kind: 'deployed', url: 'https://x.example', platform: 'web', at }, '')
    await until('the log', () => db.get('SELECT url FROM deployments') !== undefined)
    expect(db.all('SELECT url, user_id FROM deployments')).toMatchObject([
      { url: 'https://x.example', user_id: 1 },
    ])
  })

  test('never gives away a task that was canceled, and tells the worker that is at it', async () => {
    const { db, open, source } = await place()
    const queue = await open()
    const worker = await source()
    await queue.enqueue([file('1'), file('2')], 1)
    const job = await claimed(worker)
    const [waiting] = tasks.activeTasks(db).filter(({ segment }) => segment === '2')
    expect(await queue.cancel(waiting?.id ?? 0)).toBe(true)
    expect(await queue.cancel(job.id)).toBe(true)
    expect(await queue.cancel(job.id)).toBe(false)
    await until('the worker told', async () => !(await worker.progress(job, { percent: 1, lines: '' })))
    await worker.fail(job, 'It was canceled.')
    await queue.enqueue([file('3')], 1)
    expect((await claimed(worker)).segment).toBe('3')
    expect([statusOf(db, '1'), statusOf(db, '2')]).toEqual(['canceled', 'canceled'])
  })

  test('takes back what a worker gives up, and counts that as no attempt', async () => {
    const { db, open, source } = await place()
    const queue = await open()
    const worker = await source()
    await queue.enqueue([file('1')], 1)
    const job = await claimed(worker)
    expect(await worker.requeue(job)).toBe(true)
    await until('the task queued', () => statusOf(db, '1') === 'queued')
    expect(await worker.progress(job, { percent: 50, lines: '' })).toBe(false)
    expect(await claimed(worker)).toMatchObject({ id: job.id, attempts: 1 })
  })

  test('tries once more what a killed worker had, and then no more', async () => {
    const { db, place: where, open, source } = await place()
    const queue = await open()
    await queue.enqueue([file('1')], 1)
    const id = tasks.lastTask(db, file('1'))?.id
    const first = await workerElsewhere(where)
    expect(first.claimed).toBe(`${id} 1`)
    const other = await source()
    expect(await other.claim('keyframe')).toBe(undefined)
    await first.kill()
    const second = await workerElsewhere(where)
    expect(second.claimed).toBe(`${id} 2`)
    await second.kill()
    await until('the failure', async () => {
      expect(await other.claim('keyframe')).toBe(undefined)
      return statusOf(db, '1') === 'failed'
    })
    expect(tasks.lastTask(db, file('1'))?.message).toContain('killed twice')
  })

  test('has all that was asked for after a restart', async () => {
    const { open, source } = await place()
    const queue = await open()
    await queue.enqueue([file('1'), file('2')], 1)
    const worker = await source()
    const job = await claimed(worker)
    await queue.close()
    await open()
    expect((await claimed(worker)).segment).toBe(job.segment === '1' ? '2' : '1')
    expect(await worker.claim('keyframe')).toBe(undefined)
  })
})

test('what Redis forgot is handed on again', async () => {
  const { db, place, open, source } = await inRedis()
  const queue = await open()
  await queue.enqueue([file('1')], 1)
  await until('handed on', () => tasks.lastTask(db, file('1'))?.owner === 'redis')
  await queue.close()
  const { Redis } = await import('ioredis')
  const connection = new Redis(place)
  await connection.flushdb()
  connection.disconnect()
  await open()
  expect((await claimed(await source())).segment).toBe('1')
})

test('a Redis that does not answer is told in one sentence, without its password', async () => {
  const { db } = await openStore()
  const wrong = openRedisQueue(db, 'redis://:secret@127.0.0.1:1', { onWarning: () => {} })
  await expect(wrong).rejects.toThrow(/^No Redis answers at redis:\/\/127\.0\.0\.1:1: .*--queue\.$/)
})
