import type { GenerationState } from '../../contract/index.ts'
import { endAttempt } from '../attempts.ts'
import type { Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import { wrongStatus } from '../refusals.ts'
import { reset, runningStep, stepOf, withStep } from '../state.ts'

export type CancelFacts = { already: boolean }

/** A person ends the workflow. What is completed stays; the running step waits for a resume. */
export function cancelWorkflow(
  state: GenerationState,
  { reason }: { reason?: string },
  { now }: Surroundings,
): Transition<CancelFacts> {
  const { workflow_status: status } = state
  if (status === 'CANCELLED') return { state, facts: { already: true } }
  if (status === 'COMPLETED' || status === 'FAILED') return { refusal: wrongStatus(state) }
  const running = runningStep(state)
  const stopped = running
    ? endAttempt(withStep(state, running, reset(stepOf(state, running))), 'FAILED', now)
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
