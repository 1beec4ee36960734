import { GENERATION_STEPS, type GenerationState } from '../../contract/index.ts'
import type { Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import { resumePoint } from '../state.ts'

export type QuestionCommand = { question: string; answer: string; timestamp?: string }

export type QuestionFacts = { timestamp: string; questionCount: number; answered: boolean }

/** A question and its answer are noted, and let a waiting workflow go on. What the answer meant is another matter: openReview. */
export function logQuestion(
  state: GenerationState,
  { question, answer, timestamp }: QuestionCommand,
  { now }: Surroundings,
): Transition<QuestionFacts> {
  const at = timestamp ?? now
  const questions = [...(state.user_questions ?? []), { question, answer, timestamp: at }]
  const waiting = state.workflow_status === 'WAITING_USER_APPROVAL'
  const next = resumePoint(state) ?? GENERATION_STEPS[3]
  return {
    state: {
      ...state,
      ...(waiting
        ? { workflow_status: 'IN_PROGRESS' as const, current_step: next.number, current_phase: next.name }
        : {}),
      user_questions: questions,
      updated_at: now,
    },
    facts: { timestamp: at, questionCount: questions.length, answered: waiting },
  }
}
