import { durationInWords, type LiveStatusView, SILENT_AFTER_SECONDS } from '../contract/index.ts'
import { isLive } from './claim.ts'

/**
 * Whether a run goes on: `dead` is one whose process went while it was running or paused; `silent` is one whose process is
 * there and has written nothing for a while: frozen, or busy with something that lets nothing else happen.
 */
export type Presence = {
  state: 'none' | 'running' | 'silent' | 'paused' | 'dead' | 'completed' | 'aborted' | 'failed' | 'unknown'
  reason: string
}

export function judgePresence(status: LiveStatusView | undefined): Presence {
  if (status === undefined) return { state: 'none', reason: 'there is no run in this folder' }
  const { pid } = status.writer
  const who = pid === undefined ? 'its process' : `process ${pid}`
  const silentSeconds = Math.max(0, (Date.now() - (status.updatedMs ?? Date.now())) / 1000)
  const silent = durationInWords(silentSeconds)
  switch (status.status) {
    case 'running':
    case 'paused':
      if (!isLive(status)) {
        return { state: 'dead', reason: `${who} is gone; last sign ${silent} ago. Start it again to go on` }
      }
      if (silentSeconds > SILENT_AFTER_SECONDS) {
        const cause = 'it is frozen, or too busy to write'
        return { state: 'silent', reason: `${who} is there; last sign ${silent} ago: ${cause}` }
      }
      if (status.status === 'running') {
        if (status.endReason !== undefined) return { state: 'running', reason: status.endReason }
        return { state: 'running', reason: `${who} works on it; last sign ${silent} ago` }
      }
      return { state: 'paused', reason: status.pause?.reason || 'no reason given' }
    case 'unknown':
      return { state: 'unknown', reason: 'its status is a word that is not known' }
    default:
      return { state: status.status, reason: status.endReason || `the run is ${status.status}` }
  }
}
