import type { GenerationError, GenerationState, GenerationStep } from '../../contract/index.ts'
import { endAttempt } from '../attempts.ts'
import type { Surroundings } from '../holder.ts'
import { callFail } from '../next-call.ts'
import type { Transition } from '../refusal.ts'
import { wrongStatus } from '../refusals.ts'
import { runningStep, stepOf, withoutHolder, withStep } from '../state.ts'
import { fileTime } from '../time.ts'
import { refusedTrouble } from './trouble.ts'

export type FailCommand = {
  step: GenerationStep
  failureReason: string
  agentName?: string
  finalErrors: readonly { readonly [key: string]: unknown }[]
}

export type FailFacts = { already: boolean; errorCount: number }

/** The workflow ends without its scene; a workflow that has failed already gets the new reason. */
export function failWorkflow(
  state: GenerationState,
  command: FailCommand,
  around: Surroundings,
): Transition<FailFacts> {
  const { workflow_status: status } = state
  if (status === 'COMPLETED' || status === 'CANCELLED') return { refusal: wrongStatus(state, around) }
  const { step, failureReason, finalErrors, agentName } = command
  const refusal = refusedTrouble(
    state,
    { step, agentName, what: 'failing the scene', retarget: callFail },
    around,
  )
  if (refusal) return { refusal }
  const { now } = around
  const errors = [...(state.errors ?? []), ...finalErrors.map((error) => asError(error, step, now))]
  const next: GenerationState = {
    ...endAttempt(markFailed(state, step, now), 'FAILED', now),
    workflow_status: 'FAILED',
    current_step: step.number,
    current_phase: step.name,
    failure_reason: failureReason,
    failed_step: step.number,
    failed_at: status === 'FAILED' ? (state.failed_at ?? now) : now,
    errors,
    updated_at: now,
  }
  return { state: next, facts: { already: status === 'FAILED', errorCount: errors.length } }
}

/** The step that was named has failed, and with it whatever was running: nothing runs in a failed workflow. */
function markFailed(state: GenerationState, step: GenerationStep, now: string): GenerationState {
  const running = runningStep(state)
  return [step, ...(running ? [running] : [])].reduce((next, each) => {
    const ended = { ...withoutHolder(stepOf(next, each)), status: 'FAILED' as const, completed_at: now }
    return withStep(next, each, ended)
  }, state)
}

/** Errors come in whatever shape an agent has them; what the contract names is made sure of, the rest is kept. */
function asError(
  given: { readonly [key: string]: unknown },
  step: GenerationStep,
  now: string,
): GenerationError {
  const { step: itsStep, step_number, timestamp, message, error_message, attempt, ...rest } = given
  const { severity, error_type, retry_count, ...others } = rest
  const number = [itsStep, step_number].find((value) => typeof value === 'number' && Number.isFinite(value))
  const text = [message, error_message].find((value) => typeof value === 'string')
  const time = typeof timestamp === 'string' ? fileTime(timestamp) : undefined
  return {
    ...others,
    step: typeof number === 'number' ? number : step.number,
    timestamp: time ?? now,
    message: typeof text === 'string' ? text : JSON.stringify(given),
    ...(typeof error_type === 'string' ? { error_type } : {}),
    ...(isSeverity(severity) ? { severity } : {}),
    ...(isCount(attempt) ? { attempt } : {}),
    ...(isCount(retry_count) ? { retry_count } : {}),
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isSeverity = (value: unknown): value is NonNullable<GenerationError['severity']> =>
  value === 'LOW' || value === 'MEDIUM' || value === 'HIGH' || value === 'CRITICAL'
