import type { GenerationState, GenerationStep } from '../contract/index.ts'
import { generationFileName, MAX_GENERATION_ATTEMPTS } from '../contract/index.ts'
import type { HolderReport } from './holder.ts'
import { callFail, callList, callResume, callStart, callStatus, nextCall } from './next-call.ts'
import type { Refusal } from './refusal.ts'
import { resumeStepOf } from './state.ts'

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

export const newerVersion = (sceneId: string, version: number): Refusal => ({
  code: 'NEWER_VERSION',
  sceneId,
  message: `The state of scene ${sceneId} was written by a newer story-monitor (format ${version})`,
  details: ['It is not changed by this version, so that nothing of it is lost.'],
  advice: ['Update: npm install story-monitor@latest'],
  next: callStatus(sceneId),
})

export const WORDS = {
  COMPLETED: 'already completed',
  FAILED: 'has failed',
  CANCELLED: 'was cancelled',
  IN_PROGRESS: 'is in progress',
  WAITING_USER_APPROVAL: 'waits for approval by the user',
} as const

export function wrongStatus(state: GenerationState, why?: string): Refusal {
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
    next: nextCall(state),
  }
}

export function notResumePoint(state: GenerationState, asked: GenerationStep): Refusal {
  const point = resumeStepOf(state)
  const where = `it goes on with step ${point.number} (${point.name})`
  return {
    ...wrongStatus(state, `step ${asked.number} is not where it goes on; ${where}`),
    next: callResume(state.scene_id),
  }
}

export function stepsMissing(
  state: GenerationState,
  missing: readonly GenerationStep[],
  what: string,
): Refusal {
  const names = missing.map(({ number, name }) => `step ${number} (${name})`).join(', ')
  return {
    code: 'STEPS_MISSING',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: ${what} needs ${names} completed first`,
    details: [],
    advice: [],
    next: nextCall(state),
  }
}

export function stepCompleted(state: GenerationState, step: GenerationStep): Refusal {
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${step.number} (${step.name}) is already completed`,
    details: ['Only step 4 can be done again while the workflow is in progress.'],
    advice: [],
    next: nextCall(state),
  }
}

export function anotherRunning(
  state: GenerationState,
  running: GenerationStep,
  asked: GenerationStep,
): Refusal {
  return {
    code: 'WRONG_STATUS',
    sceneId: state.scene_id,
    message: `Scene ${state.scene_id}: step ${running.number} (${running.name}) is still in progress; step ${asked.number} starts when it is completed`,
    details: [],
    advice: [],
    next: nextCall(state),
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
      `Or take it away: cancel_generation, then start_step on step ${step.number}`,
    ],
    next: callStatus(state.scene_id),
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
    advice: [`After that, resume_generation shows how to begin again with a fresh count`],
    next: callFail(state.scene_id, step),
  }
}

export function stepOpen(state: GenerationState, step: GenerationStep): Refusal {
  return {
    ...wrongStatus(state, `step ${step.number} (${step.name}) can't be completed before that`),
    next: state.workflow_status === 'WAITING_USER_APPROVAL' ? nextCall(state) : callResume(state.scene_id),
  }
}
