import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenerationStore, type Outcome, type Report, renderRefusal, renderReport } from 'story-monitor'

/** Plays a coordinator without an agent: a scene that fails, is resumed, and is completed. It checks what it did. */

const SCENE = '0204'
const NAMES = [
  'File System Check',
  'Blueprint Validation',
  'Verification Plan',
  'Prose Generation',
  'Fast Compliance Check',
  'Full Validation',
  'Final Output',
]

const project = mkdtempSync(join(tmpdir(), 'generation-walk-through-'))
try {
  walkThrough(project)
} finally {
  rmSync(project, { recursive: true, force: true })
}

function walkThrough(folder: string): void {
  const store = new GenerationStore(join(folder, 'workspace'))
  const write = (path: string, text: string): string => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
    return path
  }
  const step = (number: number, artifacts: { [key: string]: string } = {}, metadata = {}): void => {
    const phaseName = NAMES[number - 1] ?? ''
    tell(store.startStep(SCENE, number, { phaseName, agentName: 'generation-coordinator' }))
    tell(store.completeStep(SCENE, number, { durationSeconds: number, artifacts, metadata }))
  }

  const blueprintPath = write('acts/scene-0204-blueprint.md', '# The tower of books\n')
  tell(store.start(SCENE, { blueprintPath }))
  step(1)
  step(2, { constraints_list_path: write('workspace/artifacts/constraints.json', '["the tower"]') })
  step(3, { verified_plan_path: write('workspace/artifacts/plan.json', '{}') }, { requires_approval: true })
  assert.equal(statusOf(store), 'WAITING_USER_APPROVAL')
  tell(store.logQuestion(SCENE, { question: 'Is the plan good?', answer: 'Yes' }))

  tell(store.startStep(SCENE, 4, { phaseName: 'Prose Generation', agentName: 'prose-writer' }))
  const late = store.completeStep(SCENE, 6, { durationSeconds: 1 })
  assert.equal(late.ok, false)
  if (!late.ok) console.log(renderRefusal(late.refusal))
  const error = { errorType: 'location', errorMessage: 'the tower is missing', severity: 'HIGH' } as const
  tell(store.recordError(SCENE, 4, error))
  tell(store.fail(SCENE, 4, { failureReason: 'the tower is still missing' }))

  const plan = tell(store.resume(SCENE))
  assert.equal(plan.resumeStep.number, 4)
  assert.equal(plan.savedSeconds, 6)
  assert.deepEqual(
    plan.certificate.map(({ verdict }) => verdict),
    ['done', 'done', 'done'],
  )
  step(4, { draft_path: write('workspace/artifacts/draft.md', 'The tower of books stood.') })
  for (const number of [5, 6, 7]) step(number)
  tell(
    store.complete(SCENE, {
      finalScenePath: write('acts/scene-0204.md', 'The tower of books stood.'),
      validationReportPath: write('workspace/artifacts/report.md', 'ok'),
      wordCount: 5,
      totalDurationSeconds: 34,
      retryCount: 1,
    }),
  )
  assert.equal(statusOf(store), 'COMPLETED')
  console.log(renderReport(store.list()))
}

/** Prints what a call came to, as an agent reads it. */
function tell<Made extends Report>(outcome: Outcome<Made>): Made {
  if (!outcome.ok) throw new Error(renderRefusal(outcome.refusal))
  console.log(renderReport(outcome.report))
  return outcome.report
}

function statusOf(store: GenerationStore): string {
  const outcome = store.status(SCENE)
  return outcome.ok ? outcome.report.scene.workflowStatus : outcome.refusal.code
}
