import { setTimeout as wait } from 'node:timers/promises'
import { StoryMonitorError } from '../errors.ts'

/** How long one try may block this process, and with it every other call. */
export const LOCK_TRY_MS = 100

const PAUSE_MS = 10
const GIVE_UP_MS = 4_000

/**
 * Makes a change, again and again while another writer has the scene's lock. Between the tries other calls are
 * answered.
 *
 * @throws StoryMonitorError LOCKED after four seconds, and whatever the change throws
 */
export async function patiently<Result>(change: () => Result): Promise<Result> {
  const end = performance.now() + GIVE_UP_MS
  for (;;) {
    try {
      return change()
    } catch (error) {
      if (!isLocked(error) || performance.now() > end) throw error
    }
    await wait(PAUSE_MS)
  }
}

const isLocked = (error: unknown): boolean => error instanceof StoryMonitorError && error.code === 'LOCKED'
