import { judgeLiveness, type PhaseView, readProgress } from '../contract/index.ts'
import { processPresence } from '../files/index.ts'
import type { Draft } from './draft.ts'
import { endPhase, noteError } from './transitions.ts'

export type DeadPhases = {
  phases: string[]
  message: string
  /** Its last sign of life, ISO 8601: that is when the phases ended, not when somebody noticed. */
  endedTs: string
}

/**
 * The phases that a file calls running although the process that ran them is gone.
 *
 * @param draft a `_progress.json`
 * @returns undefined when there are none
 */
export function findDeadPhases(draft: unknown, nowMs: number): DeadPhases | undefined {
  const view = readProgress(draft)
  if (!view) return undefined
  const silent = judgeLiveness(view, { nowMs }).state === 'dead'
  const dead = view.phaseWriters.filter(({ writer }) => {
    const presence = processPresence(writer)
    return presence === 'gone' || (presence === 'unknown' && silent)
  })
  if (dead.length === 0) return undefined
  const phases = dead.map(({ phase }) => phase)
  const pids = [...new Set(dead.flatMap(({ writer }) => (writer.pid === undefined ? [] : [writer.pid])))]
  const who = pids.length === 0 ? 'The pipeline' : `Process ${pids.join(', ')}`
  return {
    phases,
    message: `${who} ended while running: ${labelled(view.phases, phases)}.`,
    endedTs: new Date(Math.min(nowMs, view.updatedMs ?? nowMs)).toISOString(),
  }
}

const labelled = (views: readonly PhaseView[], phases: readonly string[]): string =>
  phases.map((phase) => views.find((view) => view.name === phase)?.name ?? phase).join(', ')

/** Marks the phases of a dead process as failed. */
export function markDead(draft: Draft, dead: DeadPhases): void {
  for (const phase of dead.phases) endPhase(draft, phase, 'error', dead.endedTs)
  noteError(draft, dead.message, undefined)
}
