import {
  isSameWriter,
  judgeLiveness,
  type PhaseView,
  readProgress,
  type WriterView,
  writerOf,
} from '../contract/index.ts'
import type { Draft } from './draft.ts'
import { writersIn } from './phase-writers.ts'
import { failPhase, statusOf } from './transitions.ts'
import { isGone } from './writers.ts'

export type DeadPhases = {
  phases: string[]
  writers: WriterView[]
  message: string
  /** Names the death, for whoever has told of it already. */
  death: string
  /** Its last sign of life, ISO 8601: that is when the phases ended, not when somebody noticed. */
  endedTs: string
}

/**
 * The phases that a file calls running although every process that ran them is gone.
 *
 * @param draft a `_progress.json`
 * @returns undefined when there are none
 */
export function findDeadPhases(draft: unknown, nowMs: number): DeadPhases | undefined {
  const view = readProgress(draft)
  if (!view) return undefined
  const silent = judgeLiveness(view, { nowMs }).state === 'dead'
  const living = new Set<string>()
  const dead = view.phaseWriters.filter(({ phase, writer }) => {
    const gone = isGone(writer, nowMs, silent)
    if (!gone) living.add(phase)
    return gone
  })
  const phases = [...new Set(dead.map(({ phase }) => phase))].filter((phase) => !living.has(phase))
  if (phases.length === 0) return undefined
  const writers = dead.filter(({ phase }) => phases.includes(phase)).map(({ writer }) => writer)
  const pids = [...new Set(writers.flatMap(({ pid }) => (pid === undefined ? [] : [pid])))]
  const who = pids.length === 0 ? 'The pipeline' : `Process ${pids.join(', ')}`
  return {
    phases,
    writers,
    death: deathOf(writers),
    message: `${who} ended while running: ${labelled(view.phases, phases)}.`,
    endedTs: new Date(Math.min(nowMs, view.updatedMs ?? nowMs)).toISOString(),
  }
}

const labelled = (views: readonly PhaseView[], phases: readonly string[]): string =>
  phases.map((phase) => views.find((view) => view.name === phase)?.label ?? phase).join(', ')

/** The same name for the same processes, whoever looks and whenever. */
export const deathOf = (writers: readonly WriterView[]): string =>
  [...new Set(writers.map(({ pid, host, processStartId }) => [pid, host, processStartId].join(' ')))]
    .sort()
    .join(', ')

/** Marks the phases of a dead process as failed, but for those that somebody else has begun since they were looked at. */
export function markDead(draft: Draft, dead: DeadPhases): void {
  const isDead = (writer: Draft) => dead.writers.some((one) => isSameWriter(one, writerOf(writer)))
  const phases = dead.phases.filter(
    (phase) => statusOf(draft, phase) === 'running' && writersIn(draft, phase).every(isDead),
  )
  for (const phase of phases) failPhase(draft, phase, dead.endedTs, { message: dead.message })
}
