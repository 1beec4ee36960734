import type { GenerationState, GenerationStep } from '../contract/index.ts'
import { generationFileName, MAX_GENERATION_ATTEMPTS } from '../contract/index.ts'
import type { HolderReport, Surroundings } from './holder.ts'
import {
  callFail,
  callList,
  callResume,
  callStart,
  callStartStep,
  callStatus,
  type NextCall,
  nextCall,
} from './next-call.ts'
import type { Refusal } from './refusal.ts'
import { isTerminal, resumeStepOf, stepOf } from './state.ts'

/** The refusals, each made in one place so that the same trouble always reads the same. */

export const noState = (sceneId: string): Refusal => ({
  code: 'NO_STATE',
  sceneId,
  message: `No state found for scene ${sceneId}`,
  details: [
    'Possible reasons:',
    '  1. Scene never generated',
    '  2. State file deleted',
    '  3. Wrong scene ID',
  ],
  advice: [
    `Check scene exists: acts/.../scene-${sceneId}-blueprint.md`,
    'List all generations: Use list_generations tool',
    `Start new generation: "Generate scene ${sceneId}"`,
  ],
  next: callStart(sceneId),
})

export const corrupted = (sceneId: string, file: string, problem: string): Refusal => ({
  code: 'CORRUPTED',
  sceneId,
  message: `State file corrupted: ${file}. ${problem}`,
  details: ['The file was left as it is.'],
  advice: [
    'Repair the file by hand at that place, or restore it from a copy',
    `Or move it away (mv ${file} ${file}.broken) and start the scene again`,
  ],
  next: callList(),
})

export const UPDATE = 'Update: npm install story-monitor@latest'

export const newerVersion = (sceneId: string, version: number): Refusal => ({
  code: 'NEWER_VERSION',
  sceneId,
  message: `The state of scene ${sceneId} was written by a newer story-monitor (format ${version})`,
  details: ['It is not changed by this version, so that nothing of it is lost.'],
  advice: [UPDATE],
  next: callList(),
})

export const WORDS = {
  COMPLETED: 'already completed',
  FAILED: 'has failed',
  CANCELLED: 'was cancelled',
  IN_PROGRESS: 'is in progress',
  WAITING_USER_APPROVAL: 'waits for approval by the user',
} as const

export function wrongStatus(state: GenerationState, around: Surroundings, why?: string): Refusal {
  const final = state.completion_metrics?.final_scene_path ?? state.artifacts?.['final_scene_path']
  const at = state.completed_at ?? state.failed_at ?? state.cancelled_at ?? state.updated_at
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id} ${WORDS[state.workflow_status]}${why === undefined ? '' : `: ${why}`}`,
    details: [
      ...(typeof at === 'string'
        ? [`${state.workflow_status === 'COMPLETED' ? 'Completed at' : 'Since'}: ${at}`]
        : []),
      ...(typeof state.session_id === 'string' ? [`Session ID: ${state.session_id}`] : []),
    ],
    advice:
      state.workflow_status === 'COMPLETED'
        ? [
            ...(typeof final === 'string' ? [`View final output: ${final}`] : []),
            `To generate the scene anew, move ${generationFileName(state.scene_id)} away first`,
          ]
        : [],
    next: state.workflow_status === 'COMPLETED' ? callStatus(state.scene_id) : nextCall(state, around),
  }
}

export function notResumePoint(state: GenerationState, asked: GenerationStep, around: Surroundings): Refusal {
  const point = resumeStepOf(state)
  const where = `it goes on with step ${point.number} (${point.name})`
  return {
    ...wrongStatus(state, around, `step ${asked.number} is not where it goes on; ${where}`),
    next: callResume(state.scene_id),
  }
}

export function stepsMissing(
  state: GenerationState,
  missing: readonly GenerationStep[],
  what: string,
  around: Surroundings,
): Refusal {
  const names = missing.map(({ number, name }) => `step ${number} (${name})`).join(', ')
  return {
    code: 'STEPS_MISSING',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: ${what} needs ${names} completed first`,
    details: [],
    advice: [],
    next: nextCall(state, around),
  }
}

export function stepCompleted(state: GenerationState, step: GenerationStep, around: Surroundings): Refusal {
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) is already completed`,
    details: [
      'Only step 4 can be done again while the workflow is in progress, and a plan that asked for approval until step 4 begins.',
    ],
    advice: [],
    next: nextCall(state, around),
  }
}

export function anotherRunning(
  state: GenerationState,
  running: GenerationStep,
  asked: GenerationStep,
  around: Surroundings,
): Refusal {
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${running.number} (${running.name}) is still in progress; step ${asked.number} starts when it is completed`,
    details: [],
    advice: [],
    next: nextCall(state, around),
  }
}

export function stepHeld(state: GenerationState, step: GenerationStep, holder: HolderReport): Refusal {
  const who = holder.agentName ?? 'another agent'
  const alive =
    holder.presence === 'present'
      ? 'alive'
      : `on host ${holder.host ?? 'unknown'}, from where it can't be told whether it is alive`
  return {
    code: 'STEP_HELD',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) is held by ${who}${holder.since === undefined ? '' : ` since ${holder.since}`} (${alive})`,
    details: [
      `Process: ${holder.pid ?? 'unknown'} on ${holder.host ?? 'an unknown host'}`,
      'A step whose holder has died can be taken; this one is not known to be dead.',
    ],
    advice: [
      'Wait until it completes the step',
      // A live holder is asked, not stopped.
      ...(holder.presence === 'present'
        ? []
        : [`Or take it away: cancel_generation, then start_step on step ${step.number}`]),
    ],
    next: holder.presence === 'present' ? callStatus(state.scene_id) : callResume(state.scene_id),
  }
}

/** Two agents must not both complete a step: one of them takes it first, and so knows that it is its own. */
export function holderDied(state: GenerationState, step: GenerationStep, holder: HolderReport): Refusal {
  const { agentName = 'another agent', pid = 'unknown', host = 'an unknown host', since } = holder
  return {
    code: 'HOLDER_DIED',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) was begun by ${agentName}${since === undefined ? '' : ` at ${since}`}, whose process has ended`,
    details: [`Process: ${pid} on ${host}`, 'Only whoever holds a step completes it.'],
    advice: ['Look at what it left, take the step over, then complete it'],
    next: callStartStep(state.scene_id, step),
  }
}

/** This process's own step: whoever asks from here is in the middle of it. */
export function underWay(
  state: GenerationState,
  step: GenerationStep,
  holder: HolderReport,
  around: Surroundings,
): Refusal {
  return {
    ...stepHeld(state, step, holder),
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) is under way, held by ${holder.agentName ?? 'an agent'} in this same process`,
    details: [],
    advice: ['There is nothing to resume: complete the step, or call start_step to begin it again'],
    next: nextCall(state, around),
  }
}

export function anotherBlueprint(state: GenerationState, path: string, around: Surroundings): Refusal {
  const kept = state.artifacts?.['blueprint_path']
  return {
    code: 'ANOTHER_BLUEPRINT',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: blueprint_path ${path} is not the blueprint with which the scene started`,
    details: [`The scene builds on ${typeof kept === 'string' ? kept : 'another one'}, as it was then.`],
    advice: [
      'Complete the step without blueprint_path',
      `Or, for another blueprint: cancel_generation, move ${generationFileName(state.scene_id)} away and start the scene again`,
    ],
    next: nextCall(state, around),
  }
}

const CONDITIONS = {
  PENDING: 'has not begun',
  IN_PROGRESS: 'is in progress',
  COMPLETED: 'is already completed',
  FAILED: 'has failed',
  SKIPPED: 'was skipped',
} as const

/** Trouble belongs to a step that somebody works on; an error on any other would be resumed at the wrong place. */
export function notAtWork(
  state: GenerationState,
  step: GenerationStep,
  what: string,
  next: NextCall,
): Refusal {
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: ${what} needs a step that is in progress; step ${step.number} (${step.name}) ${CONDITIONS[stepOf(state, step).status]}`,
    details: [],
    advice: isTerminal(state) ? [] : ['To stop the scene between two steps: cancel_generation'],
    next,
  }
}

export function attemptsExhausted(state: GenerationState, step: GenerationStep): Refusal {
  const max = state.generation_attempts?.max_attempts ?? MAX_GENERATION_ATTEMPTS
  const current = state.generation_attempts?.current_attempt ?? max
  return {
    code: 'ATTEMPTS_EXHAUSTED',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) was tried ${current} times of ${max}`,
    details: [],
    advice: ['End the workflow; resume_generation then shows how to begin again with a fresh count'],
    next: callFail(state.scene_id, step),
  }
}

export function stepOpen(state: GenerationState, step: GenerationStep, around: Surroundings): Refusal {
  const waits = state.workflow_status === 'WAITING_USER_APPROVAL'
  return {
    ...wrongStatus(state, around, `step ${step.number} (${step.name}) can't be completed before that`),
    next: waits ? nextCall(state, around) : callResume(state.scene_id),
  }
}
