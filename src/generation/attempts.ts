import {
  GENERATION_STEPS,
  type GenerationAttempt,
  type GenerationState,
  MAX_GENERATION_ATTEMPTS,
} from '../contract/index.ts'

/** The attempts at step 4, prose generation: how many there were, and how each of them ended. */

export const GENERATION_STEP = GENERATION_STEPS[3]

export const currentAttempt = (state: GenerationState): number =>
  Math.max(1, state.generation_attempts?.current_attempt ?? 1)

export const maxAttempts = (state: GenerationState): number =>
  state.generation_attempts?.max_attempts ?? MAX_GENERATION_ATTEMPTS

const historyOf = (state: GenerationState): GenerationAttempt[] =>
  state.generation_attempts?.attempts_history ?? []

/** How often the prose was begun anew, over all resumes. */
export const countedRetries = (state: GenerationState): number => Math.max(0, historyOf(state).length - 1)

const openAttempt = (state: GenerationState): GenerationAttempt | undefined => {
  const last = historyOf(state).at(-1)
  return last?.status === 'IN_PROGRESS' ? last : undefined
}

/** Whether an error was recorded during the attempt that is under way: then the next start is a retry. */
export const attemptHasErrors = (state: GenerationState): boolean => (openAttempt(state)?.errors ?? 0) > 0

const withAttempts = (
  state: GenerationState,
  current: number,
  history: GenerationAttempt[],
): GenerationState => ({
  ...state,
  generation_attempts: {
    ...state.generation_attempts,
    current_attempt: current,
    max_attempts: maxAttempts(state),
    attempts_history: history,
  },
})

/** Opens an attempt in the history, which is kept; one that is open already goes on. */
export function beginAttempt(state: GenerationState, attempt: number, now: string): GenerationState {
  if (openAttempt(state)?.attempt === attempt) return state
  const entry = { attempt, started_at: now, status: 'IN_PROGRESS' }
  return withAttempts(state, attempt, [...historyOf(state), entry])
}

/** Notes how the attempt under way ended; an older file may have none open. */
export function endAttempt(
  state: GenerationState,
  status: 'SUCCESS' | 'FAILED',
  now: string,
): GenerationState {
  const open = openAttempt(state)
  if (open === undefined) return state
  const ended = { ...open, completed_at: now, status }
  return withAttempts(state, currentAttempt(state), [...historyOf(state).slice(0, -1), ended])
}

export function countError(state: GenerationState): GenerationState {
  const open = openAttempt(state)
  if (open === undefined) return state
  const counted = { ...open, errors: (open.errors ?? 0) + 1 }
  return withAttempts(state, currentAttempt(state), [...historyOf(state).slice(0, -1), counted])
}

/** A resumed workflow counts its attempts from one again; what was before stays in the history. */
export const resetAttempts = (state: GenerationState): GenerationState =>
  withAttempts(state, 1, historyOf(state))
