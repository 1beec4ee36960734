import { GENERATION_STEPS, type GenerationState, type GenerationStep } from '../../contract/index.ts'
import type { ArtifactCheck } from '../artifacts.ts'
import { endAttempt, GENERATION_STEP } from '../attempts.ts'
import { deadHolder, foreignHolder, isSameAgent, type Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import { anotherRunning, holderDied, stepHeld, stepOpen, stepsMissing } from '../refusals.ts'
import { isOver, missingBefore, PLAN_STEP, runningStep, stepOf, withoutHolder, withStep } from '../state.ts'
import { isoSeconds } from '../time.ts'

export type CompleteStepCommand = {
  step: GenerationStep
  durationSeconds: number
  agentName?: string
  /** What was found at each artifact's path when the step completed. */
  artifacts: { [key: string]: ArtifactCheck }
  metadata?: { readonly [key: string]: unknown }
}

export type CompleteStepFacts = { already: boolean; awaitsApproval: boolean }

/** A step is done and the workflow moves on; after step 3 it waits for the user where its metadata asks for that. */
export function completeStep(
  state: GenerationState,
  command: CompleteStepCommand,
  around: Surroundings,
): Transition<CompleteStepFacts> {
  const { step, agentName } = command
  if (isOver(stepOf(state, step))) {
    const awaitsApproval = state.workflow_status === 'WAITING_USER_APPROVAL'
    return { state, facts: { already: true, awaitsApproval } }
  }
  if (state.workflow_status !== 'IN_PROGRESS') return { refusal: stepOpen(state, step, around) }
  const missing = missingBefore(state, step)
  if (missing.length > 0) {
    return { refusal: stepsMissing(state, missing, `completing step ${step.number}`, around) }
  }
  const running = runningStep(state)
  if (running !== undefined && running.number !== step.number) {
    return { refusal: anotherRunning(state, running, step, around) }
  }
  const holder = foreignHolder(state, step, around, agentName)
  if (holder) return { refusal: stepHeld(state, step, holder) }
  const dead = deadHolder(state, step, around)
  if (dead && !isSameAgent(dead, agentName)) return { refusal: holderDied(state, step, dead) }
  // A plan that is made again asks again, unless it says that it doesn't.
  const { requires_approval } = { ...stepOf(state, step).metadata, ...command.metadata }
  const awaitsApproval = step.number === PLAN_STEP.number && requires_approval === true
  return {
    state: moveOn(finish(state, command, around.now), step, awaitsApproval, around.now),
    facts: { already: false, awaitsApproval },
  }
}

function finish(state: GenerationState, command: CompleteStepCommand, now: string): GenerationState {
  const { step, durationSeconds, artifacts, metadata } = command
  const before = withoutHolder(stepOf(state, step))
  const paths = Object.fromEntries(Object.entries(artifacts).map(([key, { path }]) => [key, path]))
  const named = Object.keys(paths).length > 0
  const done = withStep(state, step, {
    ...before,
    status: 'COMPLETED',
    started_at: before.started_at ?? startedBefore(now, durationSeconds),
    completed_at: now,
    duration_seconds: durationSeconds,
    ...(named ? { artifacts: { ...before.artifacts, ...paths } } : {}),
    ...(metadata === undefined ? {} : { metadata: { ...before.metadata, ...metadata } }),
  })
  return {
    ...(step.number === GENERATION_STEP.number ? endAttempt(done, 'SUCCESS', now) : done),
    ...(named
      ? {
          artifacts: { ...state.artifacts, ...paths },
          artifact_checks: { ...state.artifact_checks, ...checksOf(artifacts, step) },
        }
      : {}),
  }
}

/** What a later resume compares with. */
export const checksOf = (artifacts: CompleteStepCommand['artifacts'], step: GenerationStep) =>
  Object.fromEntries(
    Object.entries(artifacts).map(([key, { path, bytes, sha256 }]) => [
      key,
      {
        path,
        step: step.number,
        ...(bytes === undefined ? {} : { bytes }),
        ...(sha256 === undefined ? {} : { sha256 }),
      },
    ]),
  )

/** A step that nobody started is taken to have begun its duration ago. */
function startedBefore(now: string, seconds: number): string {
  const began = Date.parse(now) - seconds * 1000
  return began > 0 ? isoSeconds(new Date(began)) : now
}

function moveOn(
  state: GenerationState,
  step: GenerationStep,
  awaitsApproval: boolean,
  now: string,
): GenerationState {
  const next = GENERATION_STEPS.find(({ number }) => number === step.number + 1) ?? step
  return {
    ...state,
    workflow_status: awaitsApproval ? 'WAITING_USER_APPROVAL' : 'IN_PROGRESS',
    current_step: awaitsApproval ? step.number : next.number,
    current_phase: awaitsApproval ? step.name : next.name,
    updated_at: now,
  }
}
