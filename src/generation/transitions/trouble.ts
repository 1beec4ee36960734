import type { GenerationState, GenerationStep } from '../../contract/index.ts'
import { GENERATION_STEP } from '../attempts.ts'
import { foreignHolder, holdOn, type Surroundings } from '../holder.ts'
import { type NextCall, nextCall } from '../next-call.ts'
import type { Refusal } from '../refusal.ts'
import { notAtWork, stepHeld } from '../refusals.ts'
import {
  isOver,
  isTerminal,
  PLAN_STEP,
  planUnderReview,
  resumeStepOf,
  runningStep,
  stepOf,
  stepsWith,
} from '../state.ts'

type Trouble = {
  step: GenerationStep
  agentName: string | undefined
  /** What was asked for, in words. */
  what: string
  /** The same call about another step. */
  retarget: (sceneId: string, step: GenerationStep) => NextCall
}

/** Why trouble can't be noted about a step: it isn't at work, or somebody else who may be alive works on the scene. */
export function refusedTrouble(
  state: GenerationState,
  { step, agentName, what, retarget }: Trouble,
  around: Surroundings,
): Refusal | undefined {
  const running = runningStep(state)
  const holder = running && foreignHolder(state, running, around, agentName)
  if (running && holder) return stepHeld(state, running, holder)
  if (isAtWork(state, step)) return undefined
  const mine = running && holdOn(state, running, around) === 'free'
  return notAtWork(state, step, what, mine ? retarget(state.scene_id, running) : nextCall(state, around))
}

/** It runs, it is where the workflow failed, or what it made can still be turned down. */
function isAtWork(state: GenerationState, step: GenerationStep): boolean {
  const { status } = stepOf(state, step)
  if (status === 'IN_PROGRESS') return true
  if (isTerminal(state)) {
    const failed = stepsWith(state, (each) => each.status === 'FAILED')
    return status === 'FAILED' || (failed.length === 0 && step.number === resumeStepOf(state).number)
  }
  if (step.number === PLAN_STEP.number) return planUnderReview(state)
  return step.number === GENERATION_STEP.number && isOver(stepOf(state, step))
}
