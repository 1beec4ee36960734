import type { GenerationState, GenerationStep } from '../contract/index.ts'
import { approvalQuestion, openReview } from './approval.ts'
import { currentAttempt, GENERATION_STEP, maxAttempts } from './attempts.ts'
import { holdOn, type Surroundings } from './holder.ts'
import { isTerminal, newerFormat, resumePoint, runningStep } from './state.ts'

export type ToolName =
  | 'resume_generation'
  | 'get_generation_status'
  | 'cancel_generation'
  | 'list_generations'
  | 'start_generation'
  | 'start_step'
  | 'complete_step'
  | 'record_error'
  | 'fail_generation'
  | 'complete_generation'
  | 'log_question_answer'

/** A call that an agent can make: the arguments that are known, and the names of those that it has to fill in. */
export type NextCall = {
  tool: ToolName
  arguments: { [name: string]: string | number | boolean }
  fill: string[]
}

const call = (tool: ToolName, args: NextCall['arguments'], ...fill: string[]): NextCall => ({
  tool,
  arguments: args,
  fill,
})

export const callStart = (sceneId: string) =>
  call('start_generation', { scene_id: sceneId }, 'blueprint_path')
export const callList = () => call('list_generations', {})
export const callStatus = (sceneId: string) => call('get_generation_status', { scene_id: sceneId })
export const callResume = (sceneId: string, force = false) =>
  call('resume_generation', { scene_id: sceneId, ...(force ? { force } : {}) })
export const callFail = (sceneId: string, step: GenerationStep) =>
  call('fail_generation', { scene_id: sceneId, step_number: step.number }, 'failure_reason')
export const callStartStep = (sceneId: string, step: GenerationStep) =>
  call('start_step', { scene_id: sceneId, step_number: step.number, phase_name: step.name })

export const callRecordError = (sceneId: string, step: GenerationStep) =>
  call(
    'record_error',
    { scene_id: sceneId, step_number: step.number },
    'error_type',
    'error_message',
    'severity',
  )
export const callCancel = (sceneId: string, reason: string) =>
  call('cancel_generation', { scene_id: sceneId, reason })

/** The call that carries a workflow on from where it is; for one that is done, the others. */
export function nextCall(state: GenerationState, around: Surroundings): NextCall {
  const sceneId = state.scene_id
  if (newerFormat(state) !== undefined) return callList()
  switch (state.workflow_status) {
    case 'COMPLETED':
      return callList()
    case 'FAILED':
    case 'CANCELLED':
      return callResume(sceneId)
    case 'WAITING_USER_APPROVAL':
      return call('log_question_answer', { scene_id: sceneId, question: approvalQuestion(sceneId) }, 'answer')
    case 'IN_PROGRESS':
      return nextInProgress(state, around)
  }
}

function nextInProgress(state: GenerationState, around: Surroundings): NextCall {
  const running = runningStep(state)
  if (running) return nextOfRunning(state, running, around)
  // Which step it is depends on what the user meant.
  if (openReview(state)) return call('start_step', { scene_id: state.scene_id }, 'step_number', 'phase_name')
  const open = resumePoint(state)
  if (open) return callStartStep(state.scene_id, open)
  return call(
    'complete_generation',
    { scene_id: state.scene_id },
    'final_scene_path',
    'validation_report_path',
    'word_count',
    'total_duration_seconds',
  )
}

/** A step is completed by whoever holds it; from a dead holder it is taken, and a live one is waited for. */
function nextOfRunning(state: GenerationState, running: GenerationStep, around: Surroundings): NextCall {
  switch (holdOn(state, running, around)) {
    case 'free':
      return call(
        'complete_step',
        { scene_id: state.scene_id, step_number: running.number },
        'duration_seconds',
      )
    case 'gone':
      return callStartStep(state.scene_id, running)
    case 'present':
      return callStatus(state.scene_id)
    case 'unknown':
      return callResume(state.scene_id)
  }
}

/** What to do about a step that has an error: try it again while that is allowed, else end the scene. */
export function callsAfterError(
  state: GenerationState,
  step: GenerationStep,
  around: Surroundings,
): [NextCall, ...NextCall[]] {
  if (isTerminal(state)) return [nextCall(state, around)]
  const again = callStartStep(state.scene_id, step)
  const fail = callFail(state.scene_id, step)
  const mayGenerate = currentAttempt(state) < maxAttempts(state)
  if (step.number === GENERATION_STEP.number) return mayGenerate ? [again, fail] : [fail]
  const anotherDraft = callStartStep(state.scene_id, GENERATION_STEP)
  return step.number > GENERATION_STEP.number && mayGenerate ? [again, anotherDraft, fail] : [again, fail]
}
