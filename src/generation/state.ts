import {
  GENERATION_FORMAT_VERSION,
  GENERATION_STEPS,
  type GenerationState,
  type GenerationStep,
  type GenerationStepState,
  type StepHolder,
} from '../contract/index.ts'

/** Questions about a scene's state, and small changes to a copy of it. Nothing here touches the disk. */

export const stepOf = (state: GenerationState, step: GenerationStep): GenerationStepState =>
  state.steps[step.key] ?? { status: 'PENDING' }

export const isOver = (step: GenerationStepState): boolean =>
  step.status === 'COMPLETED' || step.status === 'SKIPPED'

export const stepsWith = (
  state: GenerationState,
  test: (step: GenerationStepState) => boolean,
): GenerationStep[] => GENERATION_STEPS.filter((step) => test(stepOf(state, step)))

/** Where the work goes on: the first step that is neither completed nor skipped. */
export const resumePoint = (state: GenerationState): GenerationStep | undefined =>
  GENERATION_STEPS.find((step) => !isOver(stepOf(state, step)))

/** Where an ended workflow goes on; one that was cancelled with all steps done makes its final output again. */
export const resumeStepOf = (state: GenerationState): GenerationStep =>
  resumePoint(state) ?? GENERATION_STEPS[6]

export const runningStep = (state: GenerationState): GenerationStep | undefined =>
  GENERATION_STEPS.find((step) => stepOf(state, step).status === 'IN_PROGRESS')

/** The steps before this one that are neither completed nor skipped. */
export const missingBefore = (state: GenerationState, step: GenerationStep): GenerationStep[] =>
  stepsWith(state, (each) => !isOver(each)).filter(({ number }) => number < step.number)

export const withStep = (
  state: GenerationState,
  step: GenerationStep,
  value: GenerationStepState,
): GenerationState => ({ ...state, steps: { ...state.steps, [step.key]: value } })

/** A step that waits for its turn again: what its last run left is dropped, what others wrote into it stays. */
export function reset(step: GenerationStepState): GenerationStepState {
  const { started_at, completed_at, duration_seconds, agent_used, artifacts, holder, ...rest } = step
  return { ...rest, status: 'PENDING' }
}

export function withoutHolder(step: GenerationStepState): GenerationStepState {
  const { holder, ...rest } = step
  return rest
}

export const holderOf = (state: GenerationState, step: GenerationStep): StepHolder | undefined => {
  const { status, holder } = stepOf(state, step)
  return status === 'IN_PROGRESS' ? (holder ?? undefined) : undefined
}

/** The plan of step 3 is turned down or approved until step 4 begins; what was answered by then is a person's text. */
export const PLAN_STEP = GENERATION_STEPS[2]

export function planUnderReview(state: GenerationState): boolean {
  // A workflow that ended before step 4 has its plan taken back already.
  if (isTerminal(state)) return false
  const plan = stepOf(state, PLAN_STEP)
  const asked = plan.metadata?.['requires_approval'] === true
  const waits = state.workflow_status === 'WAITING_USER_APPROVAL'
  return isOver(plan) && (asked || waits) && stepOf(state, GENERATION_STEPS[3]).status === 'PENDING'
}

/** Set when a newer version wrote the file: it is shown and not changed. */
export const newerFormat = ({ format_version: version }: GenerationState): number | undefined =>
  typeof version === 'number' && version > GENERATION_FORMAT_VERSION ? version : undefined

export const isTerminal = (state: GenerationState): boolean =>
  state.workflow_status !== 'IN_PROGRESS' && state.workflow_status !== 'WAITING_USER_APPROVAL'
