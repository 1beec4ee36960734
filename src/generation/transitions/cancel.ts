import type { GenerationState } from '../../contract/index.ts'
import { endAttempt } from '../attempts.ts'
import { foreignHolder, type HolderReport, type Surroundings } from '../holder.ts'
import { present } from '../present.ts'
import type { Transition } from '../refusal.ts'
import { wrongStatus } from '../refusals.ts'
import { holderOf, PLAN_STEP, planUnderReview, reset, runningStep, stepOf, withStep } from '../state.ts'

/** `stopped`: who held the running step and may still work on it. */
export type CancelFacts = { already: boolean; stopped?: HolderReport }

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
  const running = runningStep(state)
  const stopped = running && foreignHolder(state, running, around)
  const waits = running ?? (planUnderReview(state) ? PLAN_STEP : undefined)
  const kept = waits ? endAttempt(withStep(state, waits, reset(stepOf(state, waits))), 'FAILED', now) : state
  return {
    state: {
      ...kept,
      workflow_status: 'CANCELLED',
      cancelled_at: now,
      ...(reason === undefined ? {} : { cancellation_reason: reason }),
      ...(stopped && running ? present('cancelled_holder', holderOf(state, running)) : {}),
      updated_at: now,
    },
    facts: { already: false, ...present('stopped', stopped) },
  }
}
