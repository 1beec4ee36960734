import { expect, test } from 'vitest'
import { GENERATION_STEPS } from '../../src/contract/index.ts'
import { renderReport } from '../../src/generation/index.ts'
import { aWorkspace, helpOf, METRICS, reportOf, SCENE } from './support/workspace.ts'

test('a scene goes through its seven steps to the end', () => {
  const { store, state, completedUpTo, project } = aWorkspace()
  completedUpTo(7)
  const report = reportOf(store.complete(SCENE, METRICS))
  expect(report.metrics).toEqual(METRICS)
  expect(state()).toMatchObject({
    scene_id: SCENE,
    workflow_status: 'COMPLETED',
    current_step: 7,
    artifacts: { blueprint_path: 'acts/scene-0204-blueprint.md', final_scene_path: METRICS.finalScenePath },
    completion_metrics: { word_count: 2847, total_duration_seconds: 324.5, retry_count: 1 },
  })
  expect(Object.values(state().steps)).toHaveLength(7)
  expect(store.projectFolder).toBe(project)
})

test('a new state has the keys, names and id form of the contract', () => {
  const { store, state } = aWorkspace()
  reportOf(store.start(SCENE, { blueprintPath: 'acts/b.md', metadata: { chapter: 2 } }))
  const { started_at, session_id, ...rest } = state()
  expect(started_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  expect(session_id).toBe(
    `${started_at?.slice(0, 10)}-${started_at?.slice(11, 19).replaceAll(':', '')}-scene-0204`,
  )
  expect(Object.keys(rest.steps)).toEqual([
    'step_1_file_check',
    'step_2_blueprint_validation',
    'step_3_verification_plan',
    'step_4_generation',
    'step_5_fast_compliance',
    'step_6_full_validation',
    'step_7_final_output',
  ])
  expect(rest).toMatchObject({
    workflow_status: 'IN_PROGRESS',
    current_step: 1,
    current_phase: 'File System Check',
    initiated_by: 'generation-coordinator',
    generation_attempts: { current_attempt: 1, max_attempts: 3, attempts_history: [] },
    metadata: { chapter: 2 },
  })
})

test('completing a step records what it took and made, and moves on', () => {
  const { store, state, put } = aWorkspace()
  put('workspace/artifacts/constraints.json', '{}')
  reportOf(store.start(SCENE, { blueprintPath: 'acts/b.md' }))
  reportOf(store.startStep(SCENE, 1, { phaseName: 'File System Check', agentName: 'coordinator' }))
  const report = reportOf(
    store.completeStep(SCENE, 1, {
      durationSeconds: 45.2,
      artifacts: {
        constraints_list_path: 'workspace/artifacts/constraints.json',
        gone: 'workspace/gone.json',
      },
      metadata: { files: 3 },
    }),
  )
  expect(report.missingArtifacts).toEqual(['workspace/gone.json'])
  expect(state()).toMatchObject({
    current_step: 2,
    current_phase: 'Blueprint Validation',
    steps: {
      step_1_file_check: {
        status: 'COMPLETED',
        duration_seconds: 45.2,
        agent_used: 'coordinator',
        metadata: { files: 3 },
      },
    },
    artifacts: { constraints_list_path: 'workspace/artifacts/constraints.json' },
    artifact_checks: {
      constraints_list_path: {
        step: 1,
        bytes: 2,
        sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      },
    },
  })
  expect(state().steps.step_1_file_check).not.toHaveProperty('holder')
})

test('a step that nobody started can be completed; its start is its duration ago, but not before the scene', () => {
  const { store, state, putState } = aWorkspace()
  reportOf(store.start(SCENE, { blueprintPath: 'acts/b.md' }))
  reportOf(store.completeStep(SCENE, 1, { durationSeconds: 60 }))
  expect(state().steps.step_1_file_check?.started_at).toBe(state().started_at)
  putState({ ...state(), started_at: '2025-11-01T09:30:45Z' })
  reportOf(store.completeStep(SCENE, 2, { durationSeconds: 60 }))
  const step = state().steps.step_2_blueprint_validation
  expect(Date.parse(step?.completed_at ?? '') - Date.parse(step?.started_at ?? '')).toBe(60_000)
})

test('a draft that is written again forgets the file of the one before', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(3)
  const complete = (artifacts: { [key: string]: string }) =>
    reportOf(store.completeStep(SCENE, 4, { durationSeconds: 1, artifacts }))
  complete({ draft_path: 'acts/first.md', notes_path: 'acts/notes.md' })
  reportOf(store.startStep(SCENE, 4, { phaseName: 'Prose Generation' }))
  complete({ draft_path: 'acts/second.md' })
  expect(state().artifacts).toEqual({
    blueprint_path: 'acts/scene-0204-blueprint.md',
    draft_path: 'acts/second.md',
  })
  expect(Object.keys(state().artifact_checks ?? {})).toEqual(['draft_path'])
})

test('a scene whose files are not there is completed with a warning first, and its retries are counted', () => {
  const { store, completedUpTo } = aWorkspace()
  completedUpTo(4)
  reportOf(store.startStep(SCENE, 4, { phaseName: 'Prose Generation' }))
  for (const step of [4, 5, 6, 7]) reportOf(store.completeStep(SCENE, step, { durationSeconds: 1 }))
  const { retryCount, ...metrics } = METRICS
  const report = reportOf(store.complete(SCENE, metrics))
  expect(report.metrics.retryCount).toBe(1)
  expect(renderReport(report)).toMatch(/^# ⚠️ Scene 0204 is marked as completed, but not all of its files/)
})

type Given = ReturnType<typeof aWorkspace>
const start = ({ store }: Given, step: number) => store.startStep(SCENE, step, { phaseName: 'x' })
const complete = ({ store }: Given, step: number) => store.completeStep(SCENE, step, { durationSeconds: 1 })
const fail = ({ store }: Given, step: number) => store.fail(SCENE, step, { failureReason: 'no' })
const record = ({ store }: Given) =>
  store.recordError(SCENE, 1, { errorType: 't', errorMessage: 'm', severity: 'LOW' })

/** Each state that a scene can be in, by how it gets there. */
const STATES = {
  none: () => {},
  fresh: (given: Given) => given.completedUpTo(0),
  'step 2 running': (given: Given) => {
    given.completedUpTo(1)
    start(given, 2)
  },
  'all steps done': (given: Given) => given.completedUpTo(7),
  waiting: (given: Given) => {
    given.completedUpTo(2)
    given.store.completeStep(SCENE, 3, { durationSeconds: 1, metadata: { requires_approval: true } })
  },
  failed: (given: Given) => {
    given.completedUpTo(1)
    start(given, 2)
    fail(given, 2)
  },
  cancelled: (given: Given) => {
    given.completedUpTo(1)
    given.store.cancel(SCENE)
  },
  completed: (given: Given) => {
    given.completedUpTo(7)
    given.store.complete(SCENE, METRICS)
  },
}

const CALLS = {
  'start_step 1': (given: Given) => start(given, 1),
  'start_step 2': (given: Given) => start(given, 2),
  'start_step 5': (given: Given) => start(given, 5),
  'complete_step 2': (given: Given) => complete(given, 2),
  'complete_step 5': (given: Given) => complete(given, 5),
  record_error: record,
  fail: (given: Given) => fail(given, 2),
  complete: ({ store }: Given) => store.complete(SCENE, METRICS),
  log: ({ store }: Given) => store.logQuestion(SCENE, { question: 'q', answer: 'a' }),
  cancel: ({ store }: Given) => store.cancel(SCENE),
  resume: ({ store }: Given) => store.resume(SCENE, { force: true }),
  status: ({ store }: Given) => store.status(SCENE),
}

const NONE = 'NO_STATE → start_generation(0204)'
const BEGIN_1 = 'STEPS_MISSING → start_step(0204, 1, File System Check)'
const BEGUN_1 = 'WRONG_STATUS → start_step(0204, 1, File System Check)'
const GO_ON_2 = 'STEPS_MISSING → complete_step(0204, 2)'
const RESUME = 'WRONG_STATUS → resume_generation(0204)'
const LOOK = 'WRONG_STATUS → get_generation_status(0204)'
const ASK = 'log_question_answer(0204, Is the plan of scene 0204 approved?)'
const ANSWER = `WRONG_STATUS → ${ASK}`
const GO_ON_4 = `STEPS_MISSING → ${ASK}`

/** Every call in every state: the refusal with the call that helps; what is left out is carried out. */
const REFUSED: { [state in keyof typeof STATES]: { [call in keyof typeof CALLS]?: string } } = {
  none: Object.fromEntries(Object.keys(CALLS).map((call) => [call, NONE])),
  fresh: {
    'start_step 2': BEGIN_1,
    'start_step 5': BEGIN_1,
    'complete_step 2': BEGIN_1,
    'complete_step 5': BEGIN_1,
    complete: BEGIN_1,
    record_error: BEGUN_1,
    fail: BEGUN_1,
  },
  'step 2 running': {
    'start_step 1': 'WRONG_STATUS → complete_step(0204, 2)',
    'start_step 5': GO_ON_2,
    'complete_step 5': GO_ON_2,
    complete: GO_ON_2,
    resume: 'STEP_HELD → complete_step(0204, 2)',
    record_error: 'WRONG_STATUS → record_error(0204, 2)',
  },
  'all steps done': {
    'start_step 1': 'WRONG_STATUS → complete_generation(0204)',
    'start_step 2': 'WRONG_STATUS → complete_generation(0204)',
    'start_step 5': 'WRONG_STATUS → complete_generation(0204)',
    record_error: 'WRONG_STATUS → complete_generation(0204)',
    fail: 'WRONG_STATUS → complete_generation(0204)',
  },
  waiting: {
    'start_step 1': ANSWER,
    'start_step 2': ANSWER,
    'start_step 5': GO_ON_4,
    'complete_step 5': ANSWER,
    record_error: ANSWER,
    fail: ANSWER,
    complete: GO_ON_4,
  },
  failed: {
    'start_step 1': RESUME,
    'start_step 5': RESUME,
    'complete_step 2': RESUME,
    'complete_step 5': RESUME,
    record_error: RESUME,
    complete: RESUME,
    cancel: RESUME,
  },
  cancelled: {
    'start_step 1': RESUME,
    'start_step 5': RESUME,
    'complete_step 2': RESUME,
    'complete_step 5': RESUME,
    record_error: RESUME,
    fail: RESUME,
    complete: RESUME,
  },
  completed: {
    'start_step 1': LOOK,
    'start_step 2': LOOK,
    'start_step 5': LOOK,
    record_error: LOOK,
    fail: LOOK,
    cancel: LOOK,
    resume: LOOK,
  },
}

test.each(Object.keys(STATES))(
  'in the state "%s" every call is carried out or refused as the table says',
  (name) => {
    for (const [state, reach] of Object.entries(STATES)) {
      if (state !== name) continue
      const answers = Object.entries(CALLS).map(([call, make]) => {
        const given = aWorkspace()
        reach(given)
        const before = name === 'none' ? '' : given.text()
        const outcome = make(given)
        if (!outcome.ok && name !== 'none') expect(given.text()).toBe(before)
        return [call, outcome.ok ? undefined : helpOf(outcome)]
      })
      const expected = Object.entries(REFUSED).find(([each]) => each === name)?.[1]
      expect(Object.fromEntries(answers.filter(([, answer]) => answer !== undefined))).toEqual(expected)
    }
  },
)

test('step 3 that asks for approval stops the workflow, and an answer or the next start lifts that', () => {
  for (const lift of ['answer', 'start']) {
    const given = aWorkspace()
    STATES.waiting(given)
    expect(given.state()).toMatchObject({ workflow_status: 'WAITING_USER_APPROVAL', current_step: 3 })
    if (lift === 'answer') {
      const report = reportOf(given.store.logQuestion(SCENE, { question: 'Approve?', answer: 'Yes' }))
      expect(report.answered).toBe(true)
    } else reportOf(start(given, 4))
    expect(given.state()).toMatchObject({ workflow_status: 'IN_PROGRESS', current_step: 4 })
  }
})

test('prose that a check turned down is generated again, and the attempts are kept', () => {
  const given = aWorkspace()
  given.completedUpTo(4)
  reportOf(start(given, 5))
  for (const attempt of [2, 3]) {
    expect(reportOf(start(given, 4))).toMatchObject({
      how: 'retried',
      attempts: { current: attempt, max: 3 },
    })
    expect(given.state().steps.step_5_fast_compliance?.status).toBe('PENDING')
    reportOf(given.store.recordError(SCENE, 4, { errorType: 't', errorMessage: 'm', severity: 'HIGH' }))
  }
  expect(helpOf(start(given, 4))).toBe('ATTEMPTS_EXHAUSTED → fail_generation(0204, 4)')
  expect(given.state().generation_attempts).toMatchObject({
    current_attempt: 3,
    attempts_history: [
      { attempt: 1, status: 'SUCCESS' },
      { attempt: 2, status: 'FAILED', errors: 1 },
      { attempt: 3, status: 'IN_PROGRESS', errors: 1 },
    ],
  })
})

test('an ended workflow goes on at its resume point with a fresh count of attempts', () => {
  const given = aWorkspace()
  given.completedUpTo(3)
  reportOf(start(given, 4))
  reportOf(given.store.recordError(SCENE, 4, { errorType: 't', errorMessage: 'm', severity: 'HIGH' }))
  reportOf(start(given, 4))
  reportOf(fail(given, 4))
  expect(given.state()).toMatchObject({ workflow_status: 'FAILED', failure_reason: 'no', failed_step: 4 })
  expect(reportOf(start(given, 4))).toMatchObject({ how: 'resumed', attempts: { current: 1, max: 3 } })
  const state = given.state()
  expect(state).toMatchObject({
    workflow_status: 'IN_PROGRESS',
    resume_history: [{ from_status: 'FAILED', step: 4, reason: 'no' }],
  })
  expect(state).not.toHaveProperty('failure_reason')
  expect(
    state.generation_attempts?.attempts_history?.map(({ attempt, status }) => `${attempt} ${status}`),
  ).toEqual(['1 FAILED', '2 FAILED', '1 IN_PROGRESS'])
  expect(state.errors).toHaveLength(1)
})

test('a workflow that was cancelled with all steps done makes its final output again', () => {
  const given = aWorkspace()
  given.completedUpTo(7)
  reportOf(given.store.cancel(SCENE, { reason: 'typo' }))
  const plan = reportOf(given.store.resume(SCENE, { force: true }))
  expect(plan.next).toMatchObject({ tool: 'start_step', arguments: { step_number: 7 } })
  expect(reportOf(start(given, 7)).how).toBe('resumed')
})

test('what a step calls itself and who runs it is on disk when the call returns', () => {
  const { store, state, completedUpTo } = aWorkspace()
  completedUpTo(0)
  for (const step of GENERATION_STEPS.slice(0, 1)) {
    reportOf(store.startStep(SCENE, step.number, { phaseName: 'Проверка', agentName: 'checker' }))
    expect(state()).toMatchObject({
      current_phase: 'Проверка',
      steps: { [step.key]: { agent_used: 'checker', holder: { agent_name: 'checker', pid: process.pid } } },
    })
  }
})
