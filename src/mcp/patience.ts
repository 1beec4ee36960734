import { setTimeout as wait } from 'node:timers/promises'
import { StoryMonitorError } from '../errors.ts'

/** How long one try may block this process, and with it every other call. */
export const LOCK_TRY_MS = 100

const PAUSE_MS = 10
/** One holder that is not through after this has stopped. */
const GIVE_UP_MS = 4_000
/** Many who take their turns are a queue; but a client does not wait for ever either. */
const LONGEST_MS = 30_000

/**
 * Makes a change, again and again while another writer has the scene's lock. Between the tries other calls are
 * answered.
 *
 * @throws StoryMonitorError LOCKED when one and the same holder keeps the lock for four seconds, and whatever the change
 * throws
 */
export async function patiently<Result>(change: () => Result, giveUpMs = GIVE_UP_MS): Promise<Result> {
  const begun = performance.now()
  let holder = ''
  let since = begun
  for (;;) {
    try {
      return change()
    } catch (error) {
      if (!(error instanceof StoryMonitorError) || error.code !== 'LOCKED') throw error
      const now = performance.now()
      // The message names the holder and the time: another message is another turn.
      if (error.message !== holder) since = now
      holder = error.message
      if (now - since > giveUpMs || now - begun > LONGEST_MS) throw error
    }
    await wait(PAUSE_MS)
  }
}
