import type { GenerationError, GenerationState, GenerationStep, Severity } from '../../contract/index.ts'
import { countError, currentAttempt, GENERATION_STEP } from '../attempts.ts'
import type { Surroundings } from '../holder.ts'
import { callRecordError } from '../next-call.ts'
import type { Transition } from '../refusal.ts'
import { wrongStatus } from '../refusals.ts'
import { refusedTrouble } from './trouble.ts'

export type RecordErrorCommand = {
  step: GenerationStep
  errorType: string
  errorMessage: string
  severity: Severity
  retryCount?: number
  agentName?: string
}

export type RecordErrorFacts = { error: GenerationError; errorCount: number }

/** An error is noted and the workflow goes on as it is. Every call adds one. */
export function recordError(
  state: GenerationState,
  command: RecordErrorCommand,
  around: Surroundings,
): Transition<RecordErrorFacts> {
  if (state.workflow_status === 'COMPLETED' || state.workflow_status === 'CANCELLED') {
    return { refusal: wrongStatus(state, around) }
  }
  const { step, errorType, errorMessage, severity, retryCount, agentName } = command
  const asked = { step, agentName, what: 'recording an error', retarget: callRecordError }
  const refusal = refusedTrouble(state, asked, around)
  if (refusal) return { refusal }
  const { now } = around
  const generating = step.number === GENERATION_STEP.number
  const error: GenerationError = {
    step: step.number,
    timestamp: now,
    error_type: errorType,
    message: errorMessage,
    severity,
    ...(generating ? { attempt: currentAttempt(state) } : {}),
    ...(retryCount === undefined ? {} : { retry_count: retryCount }),
  }
  const errors = [...(state.errors ?? []), error]
  const next = { ...(generating ? countError(state) : state), errors, updated_at: now }
  return { state: next, facts: { error, errorCount: errors.length } }
}
