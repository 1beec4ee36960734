import { type EtaView, etaAt, etaInWords } from '../../../src/contract/index.ts'
import { useSecond } from './Clock.tsx'

export type EtaWordsProps = {
  eta: EtaView | undefined
  /** When it was foretold, ms since 1970. */
  madeMs: number | undefined
  ticking: boolean
  nowMs: () => number
}

/** What is left, as a range that runs down while the pipeline lives; nothing where nothing is known or moves. */
export function EtaWords({ eta, madeMs, ticking, nowMs }: EtaWordsProps) {
  useSecond(ticking && eta !== undefined)
  if (!ticking || eta === undefined) return null
  const left = etaAt(eta, madeMs, nowMs())
  return left === undefined ? null : <span class="eta">{etaInWords(left)}</span>
}
