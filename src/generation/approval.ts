import type { GenerationState } from '../contract/index.ts'
import { planUnderReview } from './state.ts'

/** Whether a person approved the plan. Nobody may take for approved what was turned down. */

/** The question that a waiting scene has for its user. */
export const approvalQuestion = (sceneId: string): string => `Is the plan of scene ${sceneId} approved?`

/** Any answer releases a waiting scene; only one about the plan can approve it, not one about the weather in chapter two. */
const isAboutPlan = (question: string): boolean => /\bplan|\bapprov|\bstep\s*3\b/i.test(question)

const YES = /^\W*(?:yes|yep|ok|okay|sure|approved?|go ahead|go on|proceed|looks good|lgtm)\b/i
const RESERVED = /\b(?:no|not|never|but|except|instead|however|unless|until|wait|chang\w*)\b|n['’]t\b/i

/** A plan whose answer was not clearly a yes, and on which step 4 has not begun. */
export type OpenReview = { answer?: string }

/**
 * The review of a plan that a person has answered, or that was released without an answer.
 *
 * @returns undefined while the scene waits, when the answer was clearly a yes, and once step 4 has begun
 */
export function openReview(state: GenerationState): OpenReview | undefined {
  if (state.workflow_status === 'WAITING_USER_APPROVAL' || !planUnderReview(state)) return undefined
  const answer = state.user_questions?.findLast(({ question }) => isAboutPlan(question ?? ''))?.answer
  if (typeof answer !== 'string') return {}
  return YES.test(answer) && !RESERVED.test(answer) ? undefined : { answer }
}
