import { countOf, isDictionary, ownValue, textOf } from '../../../src/contract/index.ts'

/** The little that the story's page says of a production run; its own commands say more. */
export type RunView = {
  status: string
  completed: number | undefined
  total: number | undefined
  pauseReason: string | undefined
}

/** Reads a parsed `LIVE_STATUS.json`; undefined for anything but an object with a status. */
export function readRunStatus(value: unknown): RunView | undefined {
  const status = textOf(ownValue(value, 'status'))
  if (status === undefined) return undefined
  const segments = ownValue(value, 'segments')
  const pause = ownValue(value, 'pause')
  return {
    status,
    completed: countOf(ownValue(segments, 'completed')),
    total: countOf(ownValue(segments, 'total')),
    pauseReason: isDictionary(pause) ? textOf(ownValue(pause, 'reason')) : undefined,
  }
}
