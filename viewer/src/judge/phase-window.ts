import type { PhaseView } from '../../../src/contract/index.ts'

/** Up to this many phases all are shown. */
const ALL_UP_TO = 40
const BEFORE = 8
const AFTER = 16

/** The part of a long row of phases that is shown: from `start` to before `end`. */
export type PhaseWindow = { start: number; end: number }

/**
 * Shows a short row whole, and of a long one what lies around the place where something happens.
 *
 * @param more how many the reader asked to see beyond that, on either side
 * @example windowOf(tenThousandPhases, { before: 0, after: 0 }) // { start: 92, end: 116 } while number 100 runs
 */
export function windowOf(phases: readonly PhaseView[], more: { before: number; after: number }): PhaseWindow {
  if (phases.length <= ALL_UP_TO) return { start: 0, end: phases.length }
  const focus = focusOf(phases)
  return {
    start: Math.max(0, focus - BEFORE - more.before),
    end: Math.min(phases.length, focus + AFTER + more.after),
  }
}

function focusOf(phases: readonly PhaseView[]): number {
  for (const status of ['running', 'error', 'unknown']) {
    const index = phases.findIndex((phase) => phase.status === status)
    if (index >= 0) return index
  }
  const pending = phases.findIndex((phase) => phase.status === 'pending')
  return pending >= 0 ? pending : phases.length - 1
}
