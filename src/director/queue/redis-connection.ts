import type * as BullMq from 'bullmq'
import type { Redis as Connection } from 'ioredis'
import { StoryMonitorError } from '../../errors.ts'
import { systemCode } from '../../files/index.ts'
import type { TaskKind } from '../store/index.ts'

export const KINDS: readonly TaskKind[] = ['keyframe', 'video', 'deploy']

/** The names of our queues in Redis begin so; other programs may share it. */
export const PREFIX = 'story-monitor'

/** For how long a worker that says nothing keeps its task. */
export const LEASE_MS = 15_000

const FIRST_ANSWER_MS = 10_000

type Libraries = { bullmq: typeof BullMq; Redis: typeof Connection }

/** The libraries are there only where somebody asked for them. */
async function loadLibraries(): Promise<Libraries> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
    return { bullmq, Redis }
  } catch (cause) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemCode(cause) ?? '')) throw cause
    const message =
      'A queue in Redis needs two more packages: run "npm install bullmq@6 ioredis@5" and try again.'
    throw new StoryMonitorError('MISSING_DEPENDENCY', message, { cause })
  }
}

/**
 * Connects to a Redis. A connection that is lost later comes back by itself; the one who runs the server is told once.
 *
 * @throws StoryMonitorError MISSING_DEPENDENCY without bullmq or ioredis, INVALID_ARGUMENT when no Redis answers
 */
export async function connect(
  url: string,
  onWarning: (message: string) => void,
): Promise<{ bullmq: typeof BullMq; connection: Connection }> {
  const { bullmq, Redis } = await loadLibraries()
  const connection = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: FIRST_ANSWER_MS,
    lazyConnect: true,
  })
  // The address may hold a password.
  const where = `${new URL(url).protocol}//${new URL(url).host}`
  let isTold = false
  connection.on('error', (error: Error) => {
    if (isTold) return
    isTold = true
    onWarning(`The queue at ${where} can't be reached, and is tried again: ${error.message || 'no answer'}.`)
  })
  connection.on('ready', () => {
    isTold = false
  })
  try {
    await withinTime(connection.connect().then(() => connection.ping()))
  } catch (cause) {
    connection.disconnect()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoryMonitorError(
      'INVALID_ARGUMENT',
      `No Redis answers at ${where}: ${reason}. Start it, or give its address with --queue.`,
      { cause },
    )
  }
  return { bullmq, connection }
}

async function withinTime<Answer>(work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${FIRST_ANSWER_MS / 1000} s`)),
      FIRST_ANSWER_MS,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
