import { GENERATION_STEPS, type GenerationState, type GenerationStep, timeOf } from '../../contract/index.ts'
import type { ArtifactCheck } from '../artifacts.ts'
import { endAttempt, GENERATION_STEP } from '../attempts.ts'
import { isAnotherBlueprint } from '../blueprint.ts'
import { deadHolder, foreignHolder, isSameAgent, type Surroundings } from '../holder.ts'
import type { Transition } from '../refusal.ts'
import {
  anotherBlueprint,
  anotherRunning,
  holderDied,
  stepHeld,
  stepOpen,
  stepsMissing,
} from '../refusals.ts'
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
  const blueprint = command.artifacts['blueprint_path']
  if (blueprint && isAnotherBlueprint(state, blueprint))
    return { refusal: anotherBlueprint(state, blueprint.path, around) }
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
  const kept = withoutEarlier(state, step)
  const done = withStep(state, step, {
    ...before,
    status: 'COMPLETED',
    started_at: before.started_at ?? startedBefore(now, durationSeconds, state),
    completed_at: now,
    duration_seconds: durationSeconds,
    ...(named ? { artifacts: { ...before.artifacts, ...paths } } : {}),
    ...(metadata === undefined ? {} : { metadata: { ...before.metadata, ...metadata } }),
  })
  return {
    ...(step.number === GENERATION_STEP.number ? endAttempt(done, 'SUCCESS', now) : done),
    ...(named
      ? {
          artifacts: { ...kept.artifacts, ...paths },
          artifact_checks: { ...kept.artifact_checks, ...checksOf(artifacts, step) },
        }
      : kept),
  }
}

/** What an earlier run of this step made is not what this run made. */
function withoutEarlier(
  state: GenerationState,
  step: GenerationStep,
): Pick<GenerationState, 'artifacts' | 'artifact_checks'> {
  const { artifacts, artifact_checks: checks } = state
  const stays = (key: string) => key === 'blueprint_path' || checks?.[key]?.step !== step.number
  const among = <Value>(of: { readonly [key: string]: Value }) =>
    Object.fromEntries(Object.entries(of).filter(([key]) => stays(key)))
  return {
    ...(artifacts ? { artifacts: among(artifacts) } : {}),
    ...(checks ? { artifact_checks: among(checks) } : {}),
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

/** A step that nobody started is taken to have begun its duration ago, but not before its workflow did. */
function startedBefore(now: string, seconds: number, { started_at }: GenerationState): string {
  const began = Math.max(Date.parse(now) - seconds * 1000, timeOf(started_at) ?? 0)
  return began > 0 && began <= Date.parse(now) ? isoSeconds(new Date(began)) : now
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
