import {
  GENERATION_FORMAT_VERSION,
  GENERATION_STEPS,
  type GenerationState,
  MAX_GENERATION_ATTEMPTS,
} from '../../contract/index.ts'
import { sessionId } from '../time.ts'

export type StartCommand = {
  sceneId: string
  blueprintPath: string
  initiatedBy: string
  metadata?: { readonly [key: string]: unknown }
}

/** The first state of a scene. */
export function newState(command: StartCommand, now: string): GenerationState {
  const { sceneId, blueprintPath, initiatedBy, metadata } = command
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
    artifacts: { blueprint_path: blueprintPath },
    errors: [],
    user_questions: [],
    metadata: { ...metadata },
  }
}
