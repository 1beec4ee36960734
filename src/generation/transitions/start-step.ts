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

/** What the steps that are skipped made and should be looked at, a warning each. */
export type WarningsOf = (state: GenerationState, point: GenerationStep) => string[]

export type StartStepFacts = {
  how: 'started' | 'already_running' | 'retried' | 'taken_over' | 'rejoined' | 'resumed'
  takenFrom?: HolderReport
  warnings?: string[]
}

/** A step begins; again, as a retry, taken from a dead holder, or as the resume of an ended workflow. */
export function startStep(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  warningsOf: WarningsOf,
): Transition<StartStepFacts> {
  const { step } = command
  if (state.workflow_status === 'COMPLETED') return { refusal: wrongStatus(state, around) }
  if (isTerminal(state)) return resume(state, command, around, warningsOf)
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
  if (running !== undefined) return startAgain(state, command, around, warningsOf)
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
  warningsOf: WarningsOf,
): Transition<StartStepFacts> {
  const { step, agentName } = command
  const holder = foreignHolder(state, step, around, agentName)
  if (holder) return { refusal: stepHeld(state, step, holder) }
  const takenFrom = deadHolder(state, step, around)
  if (takenFrom !== undefined) {
    const warnings = warningsOf(state, step)
    const noted = warnings.length === 0 ? state : noteResume(state, step, around, warnings)
    return takeOver(noted, command, around, takenFrom, warnings)
  }
  if (step.number === GENERATION_STEP.number && attemptHasErrors(state)) {
    return again(state, command, around)
  }
  return { state: begin(state, command, around), facts: { how: 'already_running' } }
}

function takeOver(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  takenFrom: HolderReport,
  warnings: string[],
): Transition<StartStepFacts> {
  const facts = { takenFrom, warnings }
  if (command.step.number === GENERATION_STEP.number && attemptHasErrors(state)) {
    return again(state, command, around, facts)
  }
  const how = isSameAgent(takenFrom, command.agentName) ? 'rejoined' : 'taken_over'
  return { state: begin(state, command, around), facts: { how, ...facts } }
}

function again(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  facts: Omit<StartStepFacts, 'how'> = {},
): Transition<StartStepFacts> {
  const attempt = currentAttempt(state) + 1
  if (attempt > maxAttempts(state)) return { refusal: attemptsExhausted(state, command.step) }
  const ended = endAttempt(clearFrom(state, command.step), 'FAILED', around.now)
  return {
    state: begin(ended, command, around, attempt),
    facts: { how: 'retried', ...facts },
  }
}

function resume(
  state: GenerationState,
  command: StartStepCommand,
  around: Surroundings,
  warningsOf: WarningsOf,
): Transition<StartStepFacts> {
  const { step } = command
  if (resumeStepOf(state).number !== step.number) return { refusal: notResumePoint(state, step, around) }
  const warnings = warningsOf(state, step)
  const noted = noteResume(state, step, around, warnings)
  const open = resetAttempts(endAttempt(clearFrom(noted, step), 'FAILED', around.now))
  const { failure_reason, failed_step, failed_at, cancellation_reason, cancelled_at, ...rest } = open
  const { cancelled_holder, ...resumed } = rest
  return { state: begin(resumed, command, around), facts: { how: 'resumed', warnings } }
}

/** That a scene was taken up again, from what, and in spite of which warnings. */
function noteResume(
  state: GenerationState,
  step: GenerationStep,
  around: Surroundings,
  warnings: readonly string[],
): GenerationState {
  const reason = state.failure_reason ?? state.cancellation_reason
  const entry = {
    resumed_at: around.now,
    from_status: state.workflow_status,
    step: step.number,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
  return { ...state, resume_history: [...(state.resume_history ?? []), entry] }
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
