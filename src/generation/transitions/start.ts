import {
  GENERATION_FORMAT_VERSION,
  GENERATION_STEPS,
  type GenerationState,
  MAX_GENERATION_ATTEMPTS,
} from '../../contract/index.ts'
import type { ArtifactCheck } from '../artifacts.ts'
import { sessionId } from '../time.ts'
import { checksOf } from './complete-step.ts'

export type StartCommand = {
  sceneId: string
  /** What was found at its path; a later resume compares with it. */
  blueprint: ArtifactCheck
  initiatedBy: string
  metadata?: { readonly [key: string]: unknown }
}

/** The first state of a scene. */
export function newState(command: StartCommand, now: string): GenerationState {
  const { sceneId, blueprint, initiatedBy, metadata } = command
  return {
    format_version: GENERATION_FORMAT_VERSION,
    scene_id: sceneId,
    session_id: sessionId(sceneId, now),
    started_at: now,
    updated_at: now,
    current_phase: GENERATION_STEPS[0].name,
    current_step: 1,
    workflow_status: 'IN_PROGRESS',
    initiated_by: initiatedBy,
    steps: Object.fromEntries(GENERATION_STEPS.map(({ key }) => [key, { status: 'PENDING' as const }])),
    generation_attempts: { current_attempt: 1, max_attempts: MAX_GENERATION_ATTEMPTS, attempts_history: [] },
    artifacts: { blueprint_path: blueprint.path },
    ...(blueprint.bytes === undefined
      ? {}
      : { artifact_checks: checksOf({ blueprint_path: blueprint }, GENERATION_STEPS[0]) }),
    errors: [],
    user_questions: [],
    metadata: { ...metadata },
  }
}
