import type { GenerationState, GenerationStep, StepHolder } from '../contract/index.ts'
import type { ProcessIdentity, ProcessPresence } from '../files/index.ts'
import { holderOf } from './state.ts'

/** Who works on a running step, and whether that process is there. */
export type HolderReport = {
  agentName?: string
  pid?: number
  host?: string
  since?: string
  presence: ProcessPresence
}

/** What a transition knows of the world: the time, who calls, and how to ask whether a holder is alive. */
export type Surroundings = {
  now: string
  self: ProcessIdentity
  presenceOf: (holder: StepHolder) => ProcessPresence
}

export const holderFor = ({ now, self }: Surroundings, agentName: string | undefined): StepHolder => ({
  ...(agentName === undefined ? {} : { agent_name: agentName }),
  pid: self.pid,
  host: self.host,
  ...(self.processStartedTs === undefined ? {} : { process_started_at: self.processStartedTs }),
  ...(self.processStartId === undefined ? {} : { process_start_id: self.processStartId }),
  since: now,
})

export function describeHolder(holder: StepHolder, presence: ProcessPresence): HolderReport {
  const { agent_name, pid, host, since } = holder
  return {
    ...(agent_name === undefined ? {} : { agentName: agent_name }),
    ...(pid === undefined ? {} : { pid }),
    ...(host === undefined ? {} : { host }),
    ...(since === undefined ? {} : { since }),
    presence,
  }
}

const isSelf = (holder: StepHolder, self: ProcessIdentity): boolean =>
  holder.pid === self.pid &&
  holder.host === self.host &&
  (holder.process_start_id === undefined || holder.process_start_id === self.processStartId)

/**
 * Whoever else holds a running step and is not known to be dead. Agents that share one process are told apart by their
 * names; a call without a name speaks for the process.
 */
export function foreignHolder(
  state: GenerationState,
  step: GenerationStep,
  around: Surroundings,
  agentName?: string,
): HolderReport | undefined {
  const holder = holderOf(state, step)
  if (holder === undefined) return undefined
  if (isSelf(holder, around.self)) {
    const named = agentName !== undefined && holder.agent_name !== undefined
    return named && agentName !== holder.agent_name ? describeHolder(holder, 'present') : undefined
  }
  const presence = around.presenceOf(holder)
  return presence === 'gone' ? undefined : describeHolder(holder, presence)
}

/** The dead holder from whom a running step is taken. */
export function deadHolder(
  state: GenerationState,
  step: GenerationStep,
  around: Surroundings,
): HolderReport | undefined {
  const holder = holderOf(state, step)
  if (holder === undefined || isSelf(holder, around.self)) return undefined
  return around.presenceOf(holder) === 'gone' ? describeHolder(holder, 'gone') : undefined
}

/** An agent whose process was started anew is known by its name; nobody else is. */
export const isSameAgent = (holder: HolderReport, agentName: string | undefined): boolean =>
  agentName !== undefined && agentName === holder.agentName

/** Whose a running step is, seen from this process: `free` for its own and for nobody's, else how its holder is. */
export function holdOn(
  state: GenerationState,
  step: GenerationStep,
  around: Surroundings,
): 'free' | ProcessPresence {
  const holder = holderOf(state, step)
  return holder === undefined || isSelf(holder, around.self) ? 'free' : around.presenceOf(holder)
}
