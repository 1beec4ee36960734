import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GENERATION_STEPS } from '../../src/contract/index.ts'
import type { GenerationState } from '../../src/contract/published.ts'
import type { GenerationStore, NextCall, Outcome } from '../../src/generation/index.ts'
import { aWorkspace, METRICS, refusalOf, SCENE } from './support/workspace.ts'

type Call = (store: GenerationStore) => Outcome<unknown>

const step = fc.integer({ min: 1, max: 7 })
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((word) => word.trim() !== '')
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true })

const calls: fc.Arbitrary<Call> = fc.oneof(
  step.map(
    (n): Call =>
      (store) =>
        store.startStep(SCENE, n, { phaseName: 'x' }),
  ),
  step.map(
    (n): Call =>
      (store) =>
        store.startStep(SCENE, n, { phaseName: 'x', agentName: 'a' }),
  ),
  fc.tuple(step, seconds, fc.boolean()).map(
    ([n, durationSeconds, requires_approval]): Call =>
      (store) =>
        store.completeStep(SCENE, n, { durationSeconds, metadata: { requires_approval } }),
  ),
  fc.tuple(step, text, fc.dictionary(text, fc.jsonValue())).map(
    ([n, failureReason, error]): Call =>
      (store) =>
        store.fail(SCENE, n, { failureReason, finalErrors: [error] }),
  ),
  fc.tuple(step, text).map(
    ([n, errorMessage]): Call =>
      (store) =>
        store.recordError(SCENE, n, { errorType: 't', errorMessage, severity: 'LOW' }),
  ),
  text.map(
    (reason): Call =>
      (store) =>
        store.cancel(SCENE, { reason }),
  ),
  text.map(
    (answer): Call =>
      (store) =>
        store.logQuestion(SCENE, { question: 'q', answer }),
  ),
  fc.constant<Call>((store) => store.complete(SCENE, METRICS)),
  fc.constant<Call>((store) => store.resume(SCENE, { force: true })),
)

/** A run that goes on by what the state tells to call: without it, random calls rarely get past step 2. */
const onward: fc.Arbitrary<Call> = fc.constant((store) => follow(store, nextOf(store)))

test('no sequence of calls leads to a state that the schema or the rules refuse, and refusals name the next call', () => {
  const { store, state, text: textOnDisk, putState } = aWorkspace()
  store.start(SCENE, { blueprintPath: 'acts/b.md' })
  const first = state()
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 2, arbitrary: onward }, calls), { maxLength: 30 }),
      (sequence) => {
        putState(first)
        for (const call of sequence) {
          const before = textOnDisk()
          const outcome = call(store)
          if (!outcome.ok) {
            expect(textOnDisk()).toBe(before)
            expect(refusalOf(outcome).message).toContain(SCENE)
          }
          expectSound(state())
        }
        expect(endsByFollowing(store)).toBe('COMPLETED')
      },
    ),
    { numRuns: 60 },
  )
}, 240_000)

/** What holds in every state that this package writes. */
function expectSound(state: GenerationState): void {
  const statuses = GENERATION_STEPS.map(({ key }) => state.steps[key]?.status)
  const running = statuses.filter((status) => status === 'IN_PROGRESS')
  expect(running.length).toBeLessThanOrEqual(state.workflow_status === 'IN_PROGRESS' ? 1 : 0)
  if (state.workflow_status === 'COMPLETED') expect(new Set(statuses)).toEqual(new Set(['COMPLETED']))
  if (state.workflow_status === 'IN_PROGRESS') expect(statuses).not.toContain('FAILED')
  const open =
    state.generation_attempts?.attempts_history?.filter(({ status }) => status === 'IN_PROGRESS') ?? []
  expect(open.length).toBe(state.steps.step_4_generation?.status === 'IN_PROGRESS' ? 1 : 0)
  expect(state.generation_attempts?.current_attempt).toBeLessThanOrEqual(3)
}

/** Whoever does as they are told gets to the end from any state. */
function endsByFollowing(store: GenerationStore): string {
  for (let round = 0; round < 40; round += 1) {
    const status = store.status(SCENE)
    if (!status.ok) return status.refusal.code
    if (status.report.scene.workflowStatus === 'COMPLETED') return 'COMPLETED'
    const outcome = follow(store, status.report.scene.next)
    if (!outcome.ok) return outcome.refusal.message
  }
  return 'went in circles'
}

function nextOf(store: GenerationStore): NextCall {
  const status = store.status(SCENE)
  return status.ok ? status.report.scene.next : status.refusal.next
}

function follow(store: GenerationStore, { tool, arguments: args }: NextCall): Outcome<unknown> {
  // Where the user's answer decides, the step is left to the caller.
  const number = Number(args['step_number'] ?? 4)
  switch (tool) {
    case 'start_step':
      return store.startStep(SCENE, number, { phaseName: String(args['phase_name'] ?? 'Prose Generation') })
    case 'complete_step':
      return store.completeStep(SCENE, number, { durationSeconds: 1 })
    case 'complete_generation':
      return store.complete(SCENE, METRICS)
    case 'log_question_answer':
      return store.logQuestion(SCENE, { question: 'Approve?', answer: 'Yes' })
    case 'resume_generation': {
      const plan = store.resume(SCENE, { force: true })
      return plan.ok ? follow(store, plan.report.next) : plan
    }
    default:
      return store.status(SCENE)
  }
}
