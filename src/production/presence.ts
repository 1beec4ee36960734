import { durationInWords, type LiveStatusView } from '../contract/index.ts'
import { isLive } from './claim.ts'

/** Whether a run goes on: `dead` is one whose process went while it was running or paused. */
export type Presence = {
  state: 'none' | 'running' | 'paused' | 'dead' | 'completed' | 'aborted' | 'failed' | 'unknown'
  reason: string
}

export function judgePresence(status: LiveStatusView | undefined): Presence {
  if (status === undefined) return { state: 'none', reason: 'there is no run in this folder' }
  const { pid } = status.writer
  const who = pid === undefined ? 'its process' : `process ${pid}`
  switch (status.status) {
    case 'running':
    case 'paused':
      if (!isLive(status)) {
        const silent = durationInWords((Date.now() - (status.updatedMs ?? Date.now())) / 1000)
        return { state: 'dead', reason: `${who} is gone; last sign ${silent} ago. Start it again to go on` }
      }
      if (status.status === 'running') return { state: 'running', reason: `${who} works on it` }
      return { state: 'paused', reason: status.pause?.reason || 'no reason given' }
    case 'unknown':
      return { state: 'unknown', reason: 'its status is a word that is not known' }
    default:
      return { state: status.status, reason: status.endReason || `the run is ${status.status}` }
  }
}
