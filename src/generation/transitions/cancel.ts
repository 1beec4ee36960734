import type { GenerationState } from '../../contract/index.ts'
import { endAttempt } from '../attempts.ts'
import type { Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import { wrongStatus } from '../refusals.ts'
import { PLAN_STEP, planUnderReview, reset, runningStep, stepOf, withStep } from '../state.ts'

export type CancelFacts = { already: boolean }

/**
 * A person ends the workflow. What is completed stays; the running step waits for a resume, and a plan
 * that was not taken up is made again: nobody may find it approved.
 */
export function cancelWorkflow(
  state: GenerationState,
  { reason }: { reason?: string },
  around: Surroundings,
): Transition<CancelFacts> {
  const { workflow_status: status } = state
  if (status === 'CANCELLED') return { state, facts: { already: true } }
  if (status === 'COMPLETED' || status === 'FAILED') return { refusal: wrongStatus(state, around) }
  const { now } = around
  const waits = runningStep(state) ?? (planUnderReview(state) ? PLAN_STEP : undefined)
  const stopped = waits
    ? endAttempt(withStep(state, waits, reset(stepOf(state, waits))), 'FAILED', now)
    : state
  return {
    state: {
      ...stopped,
      workflow_status: 'CANCELLED',
      cancelled_at: now,
      ...(reason === undefined ? {} : { cancellation_reason: reason }),
      updated_at: now,
    },
    facts: { already: false },
  }
}
