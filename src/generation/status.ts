import { GENERATION_STEPS, type GenerationState, listOf, ownValue, textOf } from '../contract/index.ts'
import { describeAttempts, describeMetrics, describeStep } from './describe.ts'
import { deadHolder, type Surroundings } from './holder.ts'
import { callResume } from './next-call.ts'
import { present } from './present.ts'
import type { SceneReport, StatusReport } from './reports.ts'
import { runningStep } from './state.ts'
import type { WarningsOf } from './transitions/index.ts'

/** Everything that a status shows; the renderer leaves the steps out unless they were asked for. */
export function describeStatus(
  state: GenerationState,
  scene: SceneReport,
  detailed: boolean,
  around: Surroundings,
): StatusReport {
  const steps = GENERATION_STEPS.map((step) => describeStep(state, step, around.presenceOf))
  const running = steps.find((step) => step.holder !== undefined)
  const artifacts = Object.entries(state.artifacts ?? {}).flatMap(([key, path]) =>
    typeof path === 'string' ? [[key, path] as const] : [],
  )
  return {
    kind: 'generation_status',
    scene,
    detailed,
    steps,
    attempts: describeAttempts(state),
    artifacts: Object.fromEntries(artifacts),
    errors: state.errors ?? [],
    attemptsHistory: state.generation_attempts?.attempts_history ?? [],
    resumeHistory: state.resume_history ?? [],
    questions: questionsOf(state),
    ...present('failureReason', state.failure_reason),
    ...present('cancellationReason', state.cancellation_reason),
    ...(state.completion_metrics ? { metrics: describeMetrics(state) } : {}),
    ...present('holder', running?.holder),
  }
}

/** What a dead holder was building on is looked at before somebody takes its step over. */
export function lookFirst(
  state: GenerationState,
  scene: SceneReport,
  around: Surroundings,
  warningsOf: WarningsOf,
): SceneReport {
  const running = runningStep(state)
  if (running === undefined || deadHolder(state, running, around) === undefined) return scene
  return warningsOf(state, running).length === 0 ? scene : { ...scene, next: callResume(state.scene_id) }
}

/** Older files have `user_interactions`: a message and what the user did about it. */
function questionsOf(state: GenerationState): StatusReport['questions'] {
  const earlier = listOf(state['user_interactions']).map((entry) => ({
    ...present('question', textOf(ownValue(entry, 'message'))),
    ...present('answer', textOf(ownValue(entry, 'action'))),
    ...present('timestamp', textOf(ownValue(entry, 'timestamp'))),
  }))
  const logged = (state.user_questions ?? []).map(({ question, answer, timestamp }) => ({
    ...present('question', question),
    ...present('answer', answer),
    ...present('timestamp', timestamp),
  }))
  return [...earlier, ...logged]
}
