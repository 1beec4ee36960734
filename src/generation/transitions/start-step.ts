import type { GenerationState, GenerationStep } from '../../contract/index.ts'
import {
  attemptHasErrors,
  beginAttempt,
  currentAttempt,
  endAttempt,
  GENERATION_STEP,
  maxAttempts,
  resetAttempts,
} from '../attempts.ts'
import {
  deadHolder,
  foreignHolder,
  type HolderReport,
  holderFor,
  isSameAgent,
  type Surroundings,
} from '../holder.ts'
import { present } from '../present.ts'
import type { Transition } from '../refusal.ts'
import {
  anotherRunning,
  attemptsExhausted,
  notResumePoint,
  stepCompleted,
  stepHeld,
  stepsMissing,
  wrongStatus,
} from '../refusals.ts'
import {
  isOver,
  isTerminal,
  missingBefore,
  PLAN_STEP,
  planUnderReview,
  reset,
  resumeStepOf,
  runningStep,
  stepOf,
  stepsWith,
  withStep,
} from '../state.ts'

export type StartStepCommand = { step: GenerationStep; phaseName: string; agentName?: string }

export type StartStepFacts = {
  how: 'started' | 'already_running' | 'retried' | 'taken_over' | 'rejoined' | 'resumed'
  takenFrom?: HolderReport
}

/** A step begins; again, as a retry, taken from a dead holder, or as the resume of an ended workflow. */
export function startStep(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
): Transition<StartStepFacts> {
  const { step } = command
  if (state.workflow_status === 'COMPLETED') return { refusal: wrongStatus(state, around) }
  if (isTerminal(state)) return resume(state, command, around)
  const missing = missingBefore(state, step)
  const running = runningStep(state)
  if (running !== undefined && running.number > step.number) return retry(state, command, around, running)
  if (missing.length > 0) {
    return { refusal: stepsMissing(state, missing, `starting step ${step.number}`, around) }
  }
  if (running !== undefined && running.number !== step.number) {
    return { refusal: anotherRunning(state, running, step, around) }
  }
  if (isOver(stepOf(state, step))) return retry(state, command, around, step)
  if (running !== undefined) return startAgain(state, command, around)
  return { state: begin(state, command, around), facts: { how: 'started' } }
}

/** Prose that a later check turned down is generated again, and a plan that the user did: what came after waits again. */
function retry(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  running: GenerationStep,
): Transition<StartStepFacts> {
  const { step } = command
  if (step.number === PLAN_STEP.number && planUnderReview(state)) {
    return { state: begin(state, command, around), facts: { how: 'retried' } }
  }
  if (step.number !== GENERATION_STEP.number) return { refusal: stepCompleted(state, step, around) }
  const holder = foreignHolder(state, running, around)
  if (holder) return { refusal: stepHeld(state, running, holder) }
  return again(state, command, around)
}

function startAgain(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
): Transition<StartStepFacts> {
  const { step, agentName } = command
  const holder = foreignHolder(state, step, around, agentName)
  if (holder) return { refusal: stepHeld(state, step, holder) }
  const takenFrom = deadHolder(state, step, around)
  if (step.number === GENERATION_STEP.number && attemptHasErrors(state)) {
    return again(state, command, around, takenFrom)
  }
  const next = begin(state, command, around)
  if (takenFrom === undefined) return { state: next, facts: { how: 'already_running' } }
  const how = isSameAgent(takenFrom, agentName) ? 'rejoined' : 'taken_over'
  return { state: next, facts: { how, takenFrom } }
}

function again(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  takenFrom?: HolderReport,
): Transition<StartStepFacts> {
  const attempt = currentAttempt(state) + 1
  if (attempt > maxAttempts(state)) return { refusal: attemptsExhausted(state, command.step) }
  const ended = endAttempt(clearFrom(state, command.step), 'FAILED', around.now)
  return {
    state: begin(ended, command, around, attempt),
    facts: { how: 'retried', ...present('takenFrom', takenFrom) },
  }
}

function resume(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
): Transition<StartStepFacts> {
  const { step } = command
  if (resumeStepOf(state).number !== step.number) return { refusal: notResumePoint(state, step, around) }
  const entry = { resumed_at: around.now, from_status: state.workflow_status, step: step.number }
  const open = resetAttempts(endAttempt(clearFrom(state, step), 'FAILED', around.now))
  const { failure_reason, failed_step, failed_at, cancellation_reason, cancelled_at, ...rest } = open
  const reason = failure_reason ?? cancellation_reason
  const resumed: GenerationState = {
    ...rest,
    resume_history: [
      ...(state.resume_history ?? []),
      { ...entry, ...(typeof reason === 'string' ? { reason } : {}) },
    ],
  }
  return { state: begin(resumed, command, around), facts: { how: 'resumed' } }
}

/** This step and those after it wait again. */
const clearFrom = (state: GenerationState, step: GenerationStep): GenerationState =>
  stepsWith(state, ({ status }) => status !== 'PENDING')
    .filter(({ number }) => number >= step.number)
    .reduce((next, each) => withStep(next, each, reset(stepOf(next, each))), state)

function begin(
  state: GenerationState,
  { step, phaseName, agentName }: StartStepCommand,
  around: Surroundings,
  attempt = currentAttempt(state),
): GenerationState {
  const started: GenerationState = withStep(state, step, {
    ...reset(stepOf(state, step)),
    status: 'IN_PROGRESS',
    started_at: around.now,
    phase_name: phaseName,
    ...(agentName === undefined ? {} : { agent_used: agentName }),
    holder: holderFor(around, agentName),
  })
  return {
    ...(step.number === GENERATION_STEP.number ? beginAttempt(started, attempt, around.now) : started),
    workflow_status: 'IN_PROGRESS',
    current_step: step.number,
    current_phase: phaseName,
    updated_at: around.now,
  }
}
