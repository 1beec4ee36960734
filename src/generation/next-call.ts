import type { GenerationState, GenerationStep } from '../contract/index.ts'
import { resumePoint, runningStep } from './state.ts'

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

/** The call that carries a workflow on from where it is. */
export function nextCall(state: GenerationState): NextCall {
  const sceneId = state.scene_id
  switch (state.workflow_status) {
    case 'COMPLETED':
      return callStatus(sceneId)
    case 'FAILED':
    case 'CANCELLED':
      return callResume(sceneId)
    case 'WAITING_USER_APPROVAL':
      return call('log_question_answer', { scene_id: sceneId }, 'question', 'answer')
    case 'IN_PROGRESS':
      return nextInProgress(state)
  }
}

function nextInProgress(state: GenerationState): NextCall {
  const running = runningStep(state)
  if (running) {
    const args = { scene_id: state.scene_id, step_number: running.number }
    return call('complete_step', args, 'duration_seconds')
  }
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
